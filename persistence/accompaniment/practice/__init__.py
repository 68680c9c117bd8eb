"""What accompaniment came to: indicators by place, a school on one page, teachers one by one."""
