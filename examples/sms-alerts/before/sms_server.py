"""Webhook for incoming SMS: checks the signature and puts the message on Kafka."""

import base64
import hashlib
import hmac
import json
import os
from collections.abc import Mapping

from confluent_kafka import Producer
from flask import Flask, abort, request

app = Flask(__name__)
auth_token = os.environ["SMS_AUTH_TOKEN"]
producer = Producer({"bootstrap.servers": os.environ["KAFKA_BOOTSTRAP_SERVERS"]})


def signature(url: str, form: Mapping[str, str]) -> str:
    """The provider signs the URL followed by all form fields in alphabetical order."""
    signed = url + "".join(name + form[name] for name in sorted(form))
    return base64.b64encode(hmac.digest(auth_token.encode(), signed.encode(), hashlib.sha1)).decode()


@app.post("/sms")
def receive() -> tuple[str, int]:
    given = request.headers.get("X-Signature", "")
    if not hmac.compare_digest(given.encode(), signature(request.url, request.form).encode()):
        abort(403)
    event = {"id": request.form["MessageSid"], "sender": request.form["From"], "text": request.form["Body"]}
    producer.produce("incoming-sms", key=event["sender"], value=json.dumps(event))
    producer.flush()
    return "", 204
