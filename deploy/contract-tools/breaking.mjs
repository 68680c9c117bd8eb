// What would break a program written against the released contract.
//
// api-smart-diff compares the shapes. Added here is what it does not see (all of it proven in
// breaking.test.mjs): who may call, fields taken out of closed requests, answers of another type,
// names of generated methods. Left out is what it takes for a break and is none: requests that take
// one more type, and components, which it judges without knowing whether they are sent or received
// (where they are used it judges them again, and knows).

import { apiCompare } from 'api-smart-diff'

const METHODS = ['get', 'put', 'post', 'delete', 'patch', 'head', 'options']

/** Returns one readable line for each break; an empty list when there is none. */
export function breaks(released, present) {
  return [...new Set([...shapes(released, present), ...promises(released, present)])]
}

/** The breaks nobody decided, those decided with their reasons, and decisions that fit none. */
export function sift(found, deliberate) {
  const reasonOf = (line) => deliberate.find((one) => fits(one, line))?.reason
  return {
    undecided: found.filter((line) => !reasonOf(line)),
    decided: found.filter(reasonOf).map((line) => [line, reasonOf(line)]),
    idle: deliberate
      .filter((one) => !found.some((line) => fits(one, line)))
      .map((one) => one.break ?? one.value),
  }
}

/** A decision names one break, or a `value` that answers may hold now, wherever they do. */
const fits = (one, line) =>
  one.value === undefined
    ? line.startsWith(`${one.break}:`)
    : / > enum > \d+: - -> /.test(line) && line.endsWith(`-> ${JSON.stringify(one.value)}`)

function shapes(released, present) {
  const { diffs } = apiCompare(structuredClone(released), structuredClone(present))
  return diffs
    .filter(({ path }) => path[0] !== 'components' && !path.includes('security'))
    .filter((diff) => isBreak(diff, released, present) || refusesField(diff, present))
    .map(line)
}

function line({ action, path, before, after }) {
  const change = [before, after].map((value) => (value === undefined ? '-' : brief(value)))
  return `${action} ${path.join(' > ')}: ${change.join(' -> ')}`
}

const brief = (value) => {
  const text = JSON.stringify(value)
  return text.length > 80 ? `${text.slice(0, 77)}...` : text
}
const isSent = (path) => path.includes('requestBody') || path.includes('parameters')
const types = (value) => [value].flat()

/** For some words the tool mistakes the direction: a request may take more, an answer hold less. */
function isBreak(diff, released, present) {
  const { path, type } = diff
  if (path.at(-2) === 'enum') return breaksList(diff, released, present)
  const judge = path.at(-2) === 'properties' ? undefined : JUDGES[path.at(-1)]
  return judge?.(diff, isSent(path)) ?? type === 'breaking'
}

const JUDGES = {
  type: ({ action, before, after }, sent) => {
    if (action !== 'replace') return undefined
    const [narrow, wide] = sent ? [before, after] : [after, before]
    return !types(narrow).every((one) => types(wide).includes(one))
  },
  format: ({ action }) => action === 'replace' || undefined,
  const: ({ action }) => action === 'replace' || undefined,
  additionalProperties: ({ after }, sent) =>
    typeof after === 'boolean' ? sent && !after : undefined,
}

/** A whole list of values that appears or goes is told value by value, and the wrong way round. */
function breaksList({ path, type }, released, present) {
  const list = path.slice(0, -1)
  if (at(released, list) === undefined) return isSent(path)
  if (at(present, list) === undefined) return !isSent(path)
  return type === 'breaking'
}

/** A field taken out of a request is refused from now on, if the object takes no unknown ones. */
function refusesField({ action, path }, present) {
  const taken = action === 'remove' && path.at(-2) === 'properties' && path.includes('requestBody')
  return taken && at(present, path.slice(0, -2))?.additionalProperties === false
}

function at(document, path) {
  const step = (value, key) => resolved(document, value)?.[key]
  return resolved(document, path.reduce(step, document))
}

function resolved(document, value) {
  if (typeof value?.$ref !== 'string') return value
  const keys = value.$ref.slice(2).split('/')
  const plain = keys.map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
  return resolved(document, plain.reduce((part, key) => part?.[key], document))
}

/** What holds beyond shapes: who may call what, which scopes exist, how operations are named. */
function* promises(released, present) {
  for (const [path, method, before] of operations(released)) {
    const after = present.paths?.[path]?.[method]
    if (!after) continue // the comparison of shapes has said so
    if (before.operationId !== after.operationId) {
      yield `rename ${method} ${path}: operationId ${before.operationId} -> ${after.operationId}`
    }
    const now = permits(after, present)
    for (const caller of permits(before, released)) {
      if (!now.some((asked) => asked.every((scope) => caller.includes(scope)))) {
        yield `refuse ${method} ${path}: [${caller}] no longer enters; asked: ${brief(now)}`
      }
    }
  }
  for (const scope of scopes(released)) {
    if (!scopes(present).includes(scope)) yield `remove scope ${scope}: nobody can ask for it`
  }
}

function* operations(document) {
  for (const [path, item] of Object.entries(document.paths ?? {})) {
    for (const method of METHODS) if (item[method]) yield [path, method, item[method]]
  }
}

/** The ways in, each as the list of what it asks for; a public operation has one, of nothing. */
function permits(operation, document) {
  const ways = operation.security ?? document.security ?? []
  const scoped = ([name, list]) => [name, ...list.map((scope) => `${name}:${scope}`)]
  return ways.length ? ways.map((way) => Object.entries(way).flatMap(scoped)) : [[]]
}

function scopes(document) {
  const schemes = Object.entries(document.components?.securitySchemes ?? {})
  return schemes.flatMap(([name, scheme]) =>
    Object.entries(scheme.flows ?? {}).flatMap(([kind, flow]) =>
      Object.keys(flow.scopes ?? {}).map((scope) => `${name}.${kind}:${scope}`),
    ),
  )
}
