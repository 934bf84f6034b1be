"""Loaded by schemathesis: in every other call it fills in the right password, so that what lies behind the password is reached too."""

import os

import schemathesis

calls = 0


@schemathesis.hook
def before_call(context, case, kwargs):
    global calls
    body = case.body
    # Not `old_password`: changing it would end the session that the calls are made in.
    if isinstance(body, dict) and isinstance(body.get("password"), str) and "re_password" not in body:
        calls += 1
        if calls % 2:
            body["password"] = os.environ["MENHU_PASSWORD"]
