// Each case changes one thing in a small contract; a gate that catches nothing is worse than none.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { breaks, sift } from './breaking.mjs'

const text = { type: 'string' }
const ref = (name) => ({ $ref: `#/components/schemas/${name}` })
const json = (name) => ({ 'application/json': { schema: ref(name) } })
const scopes = () => ({ 'a:read': '', 'a:write': '' })
const contract = () => ({
  openapi: '3.1.0',
  info: { title: 't', version: '1' },
  paths: {
    '/open': {
      get: { operationId: 'open', responses: { 200: { description: '' } }, security: [] },
    },
    '/a/{id}': {
      parameters: [{ name: 'id', in: 'path', required: true, schema: text }],
      get: {
        operationId: 'show',
        parameters: [
          { name: 'q', in: 'query', schema: { type: 'string', enum: ['x', 'y'] } },
          { name: 'limit', in: 'query', schema: { type: 'integer', maximum: 200 } },
        ],
        responses: { 200: { description: '', content: json('View') } },
        security: [{ session: ['a:read'] }],
      },
      put: {
        operationId: 'keep',
        requestBody: { content: json('Draft') },
        responses: { 200: { description: '', headers: { ETag: { schema: text } } } },
        security: [{ session: ['a:write'] }],
      },
    },
  },
  components: {
    securitySchemes: {
      session: { type: 'oauth2', flows: { password: { tokenUrl: '/t', scopes: scopes() } } },
    },
    schemas: {
      View: {
        type: 'object',
        required: ['id', 'note'],
        properties: {
          id: text,
          note: { type: ['string', 'null'] },
          day: { type: 'string', format: 'date' },
          kind: { type: 'string', enum: ['k1'] },
        },
      },
      Draft: {
        type: 'object',
        required: ['name'],
        additionalProperties: false,
        properties: {
          name: { type: 'string', maxLength: 50 },
          age: { type: 'integer' },
          open: { type: 'object' },
          inner: ref('Inner'),
        },
      },
      Inner: { type: 'object', additionalProperties: false, properties: { one: text, two: text } },
    },
  },
})
const get = (c) => c.paths['/a/{id}'].get
const put = (c) => c.paths['/a/{id}'].put
const View = (c) => c.components.schemas.View
const Draft = (c) => c.components.schemas.Draft
const Inner = (c) => c.components.schemas.Inner

const broken = {
  'a path is gone': (c) => delete c.paths['/a/{id}'],
  'a method is gone': (c) => delete c.paths['/a/{id}'].put,
  'a query parameter is gone': (c) => get(c).parameters.shift(),
  'a query parameter is required from now on': (c) => (get(c).parameters[0].required = true),
  'a query takes fewer values': (c) => (get(c).parameters[0].schema.enum = ['x']),
  'a page is smaller than asked': (c) => (get(c).parameters[1].schema.maximum = 100),
  'an answer lost a field': (c) => (delete View(c).properties.id, (View(c).required = ['note'])),
  'an answer may lack a field': (c) => (View(c).required = ['note']),
  'an answer may hold null': (c) => (View(c).properties.id = { type: ['string', 'null'] }),
  'an answer holds another type': (c) => (View(c).properties.id = { type: 'integer' }),
  'an answer holds another format': (c) => (View(c).properties.day.format = 'date-time'),
  'an answer holds any value from now on': (c) => delete View(c).properties.kind.enum,
  'a request takes only some values': (c) => (Draft(c).properties.name.enum = ['x']),
  'a request takes no unknown fields any more': (c) =>
    (Draft(c).properties.open.additionalProperties = false),
  'an answer holds a value unknown so far': (c) => View(c).properties.kind.enum.push('k2'),
  'an answer lost its ETag': (c) => delete put(c).responses[200].headers,
  'a request needs one field more': (c) => Draft(c).required.push('age'),
  'a closed request lost a field': (c) => delete Draft(c).properties.age,
  'a closed object inside a request lost a field': (c) => delete Inner(c).properties.two,
  'a request takes shorter text': (c) => (Draft(c).properties.name.maxLength = 10),
  'a request takes another type': (c) => (Draft(c).properties.age.type = 'string'),
  'another scope is asked': (c) => (get(c).security = [{ session: ['a:write'] }]),
  'one scope more is asked': (c) => (get(c).security = [{ session: ['a:read', 'a:write'] }]),
  'what was public asks for a session': (c) => (c.paths['/open'].get.security = [{ session: [] }]),
  'a scope cannot be asked for any more': (c) =>
    delete c.components.securitySchemes.session.flows.password.scopes['a:read'],
  'generated methods have another name': (c) => (get(c).operationId = 'view'),
}

const harmless = {
  nothing: () => {},
  'a new operation': (c) => (c.paths['/b'] = { get: { responses: {} } }),
  'a new field in an answer': (c) => {
    View(c).properties.more = text
    View(c).required.push('more')
  },
  'an answer never null again': (c) => (View(c).properties.note = text),
  'a new optional query': (c) =>
    get(c).parameters.push({ name: 'z', in: 'query', schema: text }),
  'a new optional field in a request': (c) => (Draft(c).properties.more = text),
  'a request that takes longer text': (c) => (Draft(c).properties.name.maxLength = 99),
  'a request that also takes null': (c) =>
    (Draft(c).properties.age.type = ['integer', 'null']),
  'one more refusal': (c) => (get(c).responses[400] = { description: '' }),
  'a second way in': (c) => get(c).security.push({ session: ['a:write'] }),
  'an operation opened to all': (c) => (get(c).security = []),
  'a closed answer': (c) => (View(c).additionalProperties = false),
  'a field that happens to be called format': (c) => (View(c).properties.format = text),
  'other words': (c) => ((get(c).description = 'x'), (View(c).description = 'y')),
}

for (const [change, make] of Object.entries(broken)) {
  test(`breaks: ${change}`, () => assert.notDeepEqual(changed(make), []))
}
for (const [change, make] of Object.entries(harmless)) {
  test(`harmless: ${change}`, () => assert.deepEqual(changed(make), []))
}

function changed(make) {
  const after = contract()
  make(after)
  return breaks(contract(), after)
}

test('a break passes only with a reason, and a reason only with its break', () => {
  const found = [
    'remove paths > /a > put: {} -> -',
    'remove paths > /a > get: {} -> -',
    'add paths > /a > get > schema > enum > 3: - -> "returned"',
  ]
  const reasons = [
    { break: 'remove paths > /a > put', reason: 'nobody may' },
    { break: 'remove paths > /b > put', reason: 'gone long ago' },
    { value: 'returned', reason: 'a state of its own' },
    { value: 'lost', reason: 'nowhere' },
  ]
  assert.deepEqual(sift(found, reasons), {
    undecided: [found[1]],
    decided: [
      [found[0], 'nobody may'],
      [found[2], 'a state of its own'],
    ],
    idle: ['remove paths > /b > put', 'lost'],
  })
})
