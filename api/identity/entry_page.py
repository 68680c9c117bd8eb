"""The page that an enrolment card leads to: code, user name, password; nothing else is loaded.

The code comes in the fragment of the address, which stays in the browser, and is taken out of it
at once, so that neither history nor a shoulder keeps it.
"""

import base64
import hashlib

_SCRIPT = """
const form = document.querySelector('form'), told = document.querySelector('output');
form.code.value = decodeURIComponent(location.hash.slice(1));
history.replaceState(null, '', location.pathname);
form.addEventListener('submit', async (event) => {
  event.preventDefault();
  told.textContent = 'Un momento…';
  const sent = {code: form.code.value, password: form.password.value};
  if (form.username.value) sent.username = form.username.value;
  try {
    const answer = await fetch('/v1/auth/enrolment', {
      method: 'POST', headers: {'Content-Type': 'application/json', 'Accept-Language': 'es'},
      body: JSON.stringify(sent), credentials: 'omit', referrerPolicy: 'no-referrer',
    });
    const body = await answer.json();
    if (answer.ok) {
      form.hidden = true;
      told.textContent = 'Listo. Su usuario es: ' + body.username;
    } else {
      const faults = body.errors.map((fault) => fault.detail);
      told.textContent = [body.detail, ...faults].join(' ');
    }
  } catch {
    told.textContent = 'No hay conexión. Vuelva a intentarlo: su código sigue valiendo.';
  }
});
"""

_STYLE = """
body { font: 16px/1.5 sans-serif; max-width: 26rem; margin: 2rem auto; padding: 0 1rem }
label { display: block; margin: 1rem 0 }
input { display: block; width: 100%; box-sizing: border-box; font: inherit; padding: .5rem }
button { font: inherit; padding: .5rem 1rem }
output { display: block; margin-top: 1rem; font-weight: bold }
"""

PAGE = f"""<!doctype html>
<html lang="es"><head><meta charset="utf-8"><title>JEC · Ingreso</title>
<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head><body>
<h1>Su contraseña</h1>
<p>Si su tarjeta dice que ya tiene una cuenta, escriba la contraseña que usa hoy: no cambia.</p>
<p>Si no, elíjala usted: nadie más la conoce ni puede verla. Doce caracteres o más; cuatro palabras
que no vayan juntas son fáciles de recordar.</p>
<form>
<label>Código de su tarjeta <input name="code" required maxlength="80" autocomplete="off"
 autocapitalize="characters" spellcheck="false"></label>
<label>Usuario (si lo deja vacío, se forma con su nombre)
 <input name="username" minlength="3" maxlength="80" autocomplete="username"></label>
<label>Contraseña <input name="password" type="password" required minlength="12" maxlength="256"
 autocomplete="new-password"></label>
<button>Guardar</button>
</form>
<output role="status"></output>
<script>{_SCRIPT}</script></body></html>
"""

POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'; script-src 'sha256-"
    + base64.b64encode(hashlib.sha256(_SCRIPT.encode()).digest()).decode()
    + "'"
)
"""This one script runs, and it speaks to this service only."""
