"""Kinds of refusal that only HTTP knows: what arrives before any rule is asked."""

from collections.abc import Iterable

from domain.errors import Absent, DomainError


class Malformed(DomainError):
    """Family: the body cannot even be read."""


class WrongMethod(DomainError):
    """Family: the place exists, the method does not."""


class TooLarge(DomainError):
    """Family: more than the operation takes."""


class TooManyHeaders(DomainError):
    """Family: more headers than the server holds."""


class TooSlow(DomainError):
    """Family: the request did not come in the time that it has."""


class WrongMediaType(DomainError):
    """Family: a body of another kind than the contract's."""


class Unexpected(DomainError):
    """Family: a fault of ours."""


class MalformedBody(Malformed):
    """Not JSON, or not UTF-8."""

    code = "malformed-body"
    title_es, title_en = "Cuerpo ilegible", "Malformed body"
    es = "El cuerpo de la solicitud no es JSON válido en UTF-8. No se guardó nada."
    en = "The request body is not valid JSON in UTF-8. Nothing was stored."


class MalformedRequest(Malformed):
    """No HTTP, or not one that says to whom it is sent: one `Host` header."""

    code = "malformed-request"
    title_es, title_en = "Solicitud ilegible", "Malformed request"
    es = "La solicitud no es HTTP válido (falta Host, o hay más de uno, o está mal armada)."
    en = "The request is not valid HTTP (Host is missing or repeated, or it is malformed)."


class RequestCutOff(Malformed):
    """Whoever sent the request hung up before it had come whole: for the log, nobody reads it."""

    code = "request-cut-off"
    title_es, title_en = "Solicitud interrumpida", "Request cut off"
    es = "La conexión se cortó antes de que llegara toda la solicitud. No se guardó nada."
    en = "The connection ended before the whole request had come. Nothing was stored."


class MethodNotAllowed(WrongMethod):
    """The path is known, not with this method."""

    code = "method-not-allowed"
    title_es, title_en = "Método no permitido", "Method not allowed"
    es = "Este recurso no admite ese método. Vea la cabecera Allow."
    en = "This resource does not take that method. See the Allow header."


class NoSuchPath(Absent):
    """No operation of the contract has this path."""

    code = "no-such-path"
    title_es, title_en = "Dirección desconocida", "No such path"
    es = "Ninguna operación tiene esta dirección. Consulte /docs."
    en = "No operation has this path. See /docs."


class HeadersTooLarge(TooManyHeaders):
    """The request line and the headers are larger than the server takes."""

    code = "headers-too-large"
    title_es, title_en = "Cabeceras demasiado grandes", "Headers too large"
    es = "La dirección y las cabeceras de la solicitud pasan de 32 KB. No se guardó nada."
    en = "The address and the headers of the request exceed 32 KB. Nothing was stored."


class RequestTooSlow(TooSlow):
    """Too little of the request came for too long."""

    code = "request-too-slow"
    title_es, title_en = "La solicitud no llegó a tiempo", "Request too slow"
    es = "La solicitud dejó de llegar y se cerró la conexión. No se guardó nada: vuelva a enviarla."
    en = (
        "The request stopped coming, and the connection was closed. Nothing was stored: send again."
    )


class BodyTooLarge(TooLarge):
    """The body is larger than the operation takes."""

    code = "body-too-large"
    title_es, title_en = "Solicitud demasiado grande", "Body too large"
    es = "El cuerpo supera el tamaño que esta operación admite. No se guardó nada."
    en = "The body is larger than this operation takes. Nothing was stored."


class UnsupportedMediaType(WrongMediaType):
    """The body's Content-Type is not one that the operation takes."""

    code = "unsupported-media-type"
    title_es, title_en = "Tipo de contenido no admitido", "Unsupported media type"
    es = (
        "Envíe el cuerpo con el Content-Type que indica el contrato (normalmente application/json)."
    )
    en = "Send the body with the Content-Type of the contract (usually application/json)."


class UnexpectedFault(Unexpected):
    """A defect of the product; it is logged with the request's id."""

    code = "unexpected"
    title_es, title_en = "Error interno", "Internal error"
    es = "Ocurrió un error inesperado y quedó registrado. No se guardó nada."
    en = "Something unexpected happened and was logged. Nothing was stored."


_BY_STATUS: dict[int, type[DomainError]] = {
    400: MalformedBody,
    404: NoSuchPath,
    405: MethodNotAllowed,
    413: BodyTooLarge,
    415: UnsupportedMediaType,
}


def of_status(status: int) -> DomainError:
    """The kind for a refusal that the framework itself raised."""
    return _BY_STATUS.get(status, UnexpectedFault)()


def is_other_media_type(content_type: str | None, taken: Iterable[str]) -> bool:
    """True when a body came as another kind than those that the operation takes."""
    media_type = (content_type or "").partition(";")[0].strip().lower()
    return bool(media_type) and media_type not in taken
