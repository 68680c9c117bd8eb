#!/bin/sh
# The contract is well made, and does not break those who hold the released one.
set -eu
tools=$(dirname "$0")
cd "$tools/../.."
"$tools/install.sh"

export REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true
"$tools/node_modules/.bin/redocly" lint --config "$tools/redocly.yaml" --format stylish openapi/openapi.json

node --test --test-reporter=dot "$tools/breaking.test.mjs"
node "$tools/compare.mjs" openapi/released.json openapi/openapi.json openapi/deliberate-breaks.json
