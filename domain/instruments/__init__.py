"""Instruments: the forms observers fill in, their definition, and what a full set of answers is.

A definition is JSON (F82-F84; field practice: the scale belongs to the version, not to the system):

    {"scales": {CODE: {"levels": [{"value": int, "label": str, "descriptor": str | null}]}},
     "sections": [{"code": CODE, "title": str, "title_en": str | null, "items": [ITEM]}],
     "rules": [{"code": CODE, "text": str, "text_en": str | null, "when": EXPR | null,
                "must": EXPR}]}

    ITEM = {"code": CODE, "kind": KIND, "text": str, "help": str | null, "required": bool,
            "weight": number,              0 (the default) is not scored; level and boolean only
            "scale": CODE,                 level: which of `scales`
            "descriptors": {VALUE: str},   level: what each value looks like in this item
            "options": [{"code": CODE, "label": str}],       choice
            "min": number, "max": number, "whole": bool,     number: both ends count; no decimals
            "max_length": int,                               text and evidence, in characters
            "performance": str,            short lasting name of the *desempeño*, to compare by
            "aspects": [str],              what is looked at in it
            "skip": {"when": value, "to": CODE},             boolean, level and choice
            "conduct_flag": bool,          boolean: true raises a *marca*; not scored, skips nothing
            "examples": [value],           valid answers, shown as a hint and used to demonstrate
            "columns": [ITEM], "rows": [ROW]}                table

    ROW = {"code": CODE, "text": str, "required": bool (true), "performance": str, "aspects": [str],
           "cells": {COLUMN: {"help", "required", "weight", "descriptors", "examples"}}}

CODE is 1 to 40 letters, digits, `-` or `_`; item codes are unique in the whole form. An optional
property may be null, which is the same as leaving it out.

KIND and its answer: `level` an integer of the scale; `boolean` true or false; `number` a finite
number; `text` text; `evidence` text that tells what was seen or where the document is; `date`
"YYYY-MM-DD"; `choice` the code of an option; `table` {row code: {column code: answer}}. Answers are
one object, {item code: answer}; what is not answered is left out, never null.

A table (the dialogue matrix, F84) asks the same columns of every row. A column is an item of any
other kind, without performance and aspects, which its row has, and without skip and conduct flag;
`cells` say what a row asks otherwise. A row that is not required may be left out whole.

Rules hold between answers. `must` has to be true where `when` is; EXPR is one of

    {"answered": REF}    {"all": [EXPR]}    {"any": [EXPR]}    {"not": EXPR}
    {OP: [{"item": REF}, {"item": REF} or a value]}    OP: eq, ne, lt, le, gt, ge
    {"at_least": {"count": int, "level": int, "of": [REF]}}    so many are at the level or above

REF is an item's code, or table/row/column. Numbers and levels, and dates, have an order; the other
kinds are only equal or not. What was not answered, or skipped, or not soundly, makes a comparison
neither true nor false, and breaks no rule (`domain.instruments.rules`). No rule names a conduct
flag: few read it, and the answers beside it would tell it to all.

Skip: when the item's answer equals `when`, every item after it and before `to` is skipped, and a
skipped item must be left out ("if No, skip to E5"). Sections do not stop a skip.

Score: sum(weight x value) / sum(weight x highest value of the scale) over the answered scored
items, true counting 1 of 1, rounded half up to 4 decimals; null where nothing scored was answered.
"""
