"""Webhook for incoming SMS: checks the signature and puts the message on Kafka."""

import base64
import hashlib
import hmac
import json
import os
from collections.abc import Mapping

from confluent_kafka import Producer
from flask import Flask, abort, request
from settings import secret
from werkzeug.middleware.proxy_fix import ProxyFix

app = Flask(__name__)
# The signature covers the public URL, which only the tunnel or proxy in front of us knows.
app.wsgi_app = ProxyFix(app.wsgi_app, x_proto=1, x_host=1)  # type: ignore[method-assign]
auth_token = secret("SMS_AUTH_TOKEN")
producer = Producer({"bootstrap.servers": os.environ["KAFKA_BOOTSTRAP_SERVERS"]})


def signature(url: str, form: Mapping[str, str]) -> str:
    """The provider signs the URL followed by all form fields in alphabetical order."""
    signed = url + "".join(name + form[name] for name in sorted(form))
    return base64.b64encode(hmac.digest(auth_token.encode(), signed.encode(), hashlib.sha1)).decode()


@app.get("/health")
def health() -> dict[str, str]:
    return {"status": "ok"}


@app.post("/sms")
def receive() -> tuple[str, int]:
    given = request.headers.get("X-Signature", "")
    if not hmac.compare_digest(given.encode(), signature(request.url, request.form).encode()):
        abort(403)
    event = {"id": request.form["MessageSid"], "sender": request.form["From"], "text": request.form["Body"]}
    producer.produce("incoming-sms", key=event["sender"], value=json.dumps(event))
    if producer.flush(10):
        abort(503)  # not delivered: the provider will try again
    return "", 204
