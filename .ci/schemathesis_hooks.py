"""Loaded by schemathesis: keeps the session that it calls in alive, lets every other call pass the password, and counts what came back."""

import atexit
import collections
import os

import schemathesis

calls = 0


@schemathesis.hook
def before_call(context, case, kwargs):
    global calls
    body = case.body
    if not isinstance(body, dict):
        return
    # It learns ids from answers and would sign itself out.
    if body.get("id") == os.environ.get("MENHU_SESSION_ID"):
        body["id"] = "0" * 32
    # Not `old_password`: changing it would end the session as well.
    if isinstance(body.get("password"), str) and "re_password" not in body:
        calls += 1
        if calls % 2:
            body["password"] = os.environ["MENHU_PASSWORD"]


answers = collections.Counter()


@schemathesis.hook
def after_call(context, case, response):
    try:
        answers[response.json().get("reason", "ok")] += 1
    except ValueError:
        answers["no JSON"] += 1


@atexit.register
def tell():
    print("answers:", ", ".join(f"{count} {reason}" for reason, count in answers.most_common()))
