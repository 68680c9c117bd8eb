"""Why a report is not taken: one kind per cause (F82-F86)."""

from domain.errors import Conflict, Forbidden, Invalid, leads_to


class WrongDeclarant(Forbidden):
    """The caller reaches the school, but another role declares this report."""

    code = "wrong-declarant"
    title_es, title_en = "No le corresponde declarar", "Wrong declarant"
    es = "Este reporte lo declara {who}; usted no ejerce ese cargo para este caso."
    en = "This report is declared by {who}; you do not hold that post for it."


class SelfReport(Forbidden):
    """Nobody reports about themselves."""

    code = "self-report"
    title_es, title_en = "Reporte sobre sí mismo", "Report about oneself"
    es = "Nadie declara un reporte sobre su propia labor."
    en = "Nobody declares a report about their own work."


class CutNotOpen(Conflict):
    """The window has not begun."""

    code = "cut-not-open"
    title_es, title_en = "El corte aún no abre", "The cut is not open yet"
    es = "El corte {cut} abre el {opens_at}. Conserve su reporte y envíelo entonces."
    en = "The cut {cut} opens on {opens_at}. Keep your report and send it then."


class CutClosed(Conflict):
    """The window has ended for this place, extensions counted."""

    code = "cut-closed"
    title_es, title_en = "El corte ya cerró", "The cut is closed"
    es = "El corte {cut} cerró el {closes_at} para esta institución. {advice}"
    en = "The cut {cut} closed on {closes_at} for this institution. {advice}"
    proposes = leads_to(askExtension={"code": "cut", "place": "place"})


class AlreadyFiled(Conflict):
    """The obligation is fulfilled by another report."""

    code = "already-filed"
    title_es, title_en = "Ya fue presentado", "Already filed"
    es = "Este reporte ya fue presentado el {filed_at}."
    en = "This report was already filed on {filed_at}."


class ReportDiffers(Conflict):
    """The same id was filed with other content."""

    code = "report-differs"
    title_es, title_en = "El reporte presentado es otro", "The filed report differs"
    es = (
        "Con este identificador ya se presentó un reporte con otro contenido; no se modificó."
        " Un reporte presentado solo cambia si se lo devuelven."
    )
    en = (
        "A report with other content was already filed under this id; it was not changed."
        " What was filed changes only when it is returned."
    )


class ReportAnnulled(Conflict):
    """What was annulled is filed anew, under new ids."""

    code = "report-annulled"
    title_es, title_en = "Reporte anulado", "Report annulled"
    es = "Ese reporte fue anulado. Presente otro, con identificadores nuevos."
    en = "That report was annulled. File another one, under new ids."


class CorrectionClosed(Conflict):
    """The time to correct a returned report is over."""

    code = "correction-closed"
    title_es, title_en = "Plazo de corrección vencido", "Correction closed"
    es = (
        "El reporte podía corregirse hasta el {until}."
        " Su borrador se conserva; quien lo revisa puede devolverlo otra vez, con nuevo plazo."
    )
    en = (
        "The report could be corrected until {until}."
        " Your draft is kept; whoever reviews it may return it again, with a new term."
    )


class ObligationExempt(Conflict):
    """The obligation was excused."""

    code = "obligation-exempt"
    title_es, title_en = "Reporte exonerado", "Exempt"
    es = "Esta institución está exonerada de este reporte: {reason}"
    en = "This institution is exempt from this report: {reason}"


class ObservationKnown(Conflict):
    """An observation's id stands in another report."""

    code = "observation-known"
    title_es, title_en = "Observación ya presentada", "Observation already filed"
    es = "Una de las observaciones ya pertenece a otro reporte presentado."
    en = "One of the observations already belongs to another filed report."


class VersionRetired(Conflict):
    """The form was answered on a version that is no longer taken."""

    code = "instrument-version-retired"
    title_es, title_en = "Versión retirada", "Retired version"
    es = "La versión {version} de «{instrument}» fue retirada. Use la vigente; conserve lo escrito."
    en = "Version {version} of «{instrument}» was retired. Use the present one; keep your work."


class NotSworn(Invalid):
    """Every report is a sworn statement."""

    code = "not-sworn"
    title_es, title_en = "Falta la declaración jurada", "Not sworn"
    es = "El reporte tiene carácter de declaración jurada: márquela para presentarlo."
    en = "A report is a sworn statement: tick it to file the report."


class InvalidReport(Invalid):
    """What was observed cannot be right; `errors` name every fault of every observation."""

    code = "invalid-report"
    title_es, title_en = "Reporte no válido", "Invalid report"
    es = "El reporte tiene {count} dato(s) por corregir."
    en = "The report has {count} value(s) to correct."
