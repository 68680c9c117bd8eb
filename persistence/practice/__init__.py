"""What accompaniment came to: indicators by place, a school on one page, teachers one by one."""

from persistence.practice.indicators import Level, show_indicators
from persistence.practice.mine import show_mine
from persistence.practice.school import show_school
from persistence.practice.teachers import Moment, show_teachers

__all__ = ["Level", "Moment", "show_indicators", "show_mine", "show_school", "show_teachers"]
