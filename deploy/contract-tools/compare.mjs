// node compare.mjs RELEASED PRESENT DELIBERATE: prints every break and fails if there is one that
// was not decided, or a decided one that is none any more.

import { readFileSync } from 'node:fs'
import { breaks, sift } from './breaking.mjs'

const [released, present, deliberate] = process.argv
  .slice(2)
  .map((file) => JSON.parse(readFileSync(file)))
const { undecided, decided, idle } = sift(breaks(released, present), deliberate)
for (const [line, reason] of decided) console.log(`  decidido: ${line}\n    ${reason}`)
for (const line of undecided) console.error(`  ${line}`)
for (const line of idle) console.error(`  no rompe nada, retírelo de la lista: ${line}`)
if (undecided.length || idle.length) {
  console.error(`El contrato rompe a quien ya lo usa: ${undecided.length} cambios incompatibles.`)
  process.exit(1)
}
console.log('El contrato no rompe a quien ya usa el publicado, salvo lo decidido.')
