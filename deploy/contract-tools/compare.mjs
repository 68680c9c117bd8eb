// node compare.mjs RELEASED PRESENT: prints every break and fails if there is one.

import { readFileSync } from 'node:fs'
import { breaks } from './breaking.mjs'

const [released, present] = process.argv.slice(2).map((file) => JSON.parse(readFileSync(file)))
const found = breaks(released, present)
for (const line of found) console.error(`  ${line}`)
if (found.length) {
  console.error(`El contrato rompe a quien ya lo usa: ${found.length} cambios incompatibles.`)
  process.exit(1)
}
console.log('El contrato no rompe a quien ya usa el publicado.')
