"""Reads incoming SMS from Kafka and saves them in MongoDB, each once, however often it is read."""

import json
import os
import signal
import threading

from confluent_kafka import Consumer
from pymongo import MongoClient
from settings import secret

stopping = threading.Event()


def main() -> None:
    consumer = Consumer(
        {
            "bootstrap.servers": os.environ["KAFKA_BOOTSTRAP_SERVERS"],
            "group.id": "etl",
            "auto.offset.reset": "earliest",
            "allow.auto.create.topics": True,
            "enable.auto.commit": False,
        }
    )
    consumer.subscribe(["incoming-sms"])
    mongo: MongoClient[dict[str, object]] = MongoClient(
        os.environ["MONGO_HOST"],
        username=os.environ["MONGO_USER"],
        password=secret("MONGO_PASSWORD"),
    )
    messages = mongo["sms"]["messages"]

    while not stopping.is_set():
        record = consumer.poll(1.0)
        if record is None:
            continue
        value = record.value()
        if record.error() or value is None:
            print("skipped:", record.error(), flush=True)
            continue
        event = json.loads(value)
        event["urgent"] = "help" in event["text"].lower()
        messages.replace_one({"_id": event.pop("id")}, event, upsert=True)
        consumer.commit(message=record, asynchronous=False)
    consumer.close()


if __name__ == "__main__":
    # As process 1 of the container Python ignores SIGTERM unless it is told what to do.
    signal.signal(signal.SIGTERM, lambda *_: stopping.set())
    main()
