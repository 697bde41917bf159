"""Reads incoming SMS from Kafka and saves them in MongoDB."""

import json
import os

from confluent_kafka import Consumer
from pymongo import MongoClient

consumer = Consumer(
    {
        "bootstrap.servers": os.environ["KAFKA_BOOTSTRAP_SERVERS"],
        "group.id": "etl",
        "auto.offset.reset": "earliest",
        "allow.auto.create.topics": True,
    }
)
consumer.subscribe(["incoming-sms"])

mongo = MongoClient(
    os.environ["MONGO_HOST"],
    username=os.environ["MONGO_USER"],
    password=os.environ["MONGO_PASSWORD"],
)
messages = mongo["sms"]["messages"]

while True:
    record = consumer.poll(1.0)
    if record is None:
        continue
    if record.error():
        print(record.error())
        continue
    event = json.loads(record.value())
    event["urgent"] = "help" in event["text"].lower()
    messages.insert_one(event)
    print("saved", event["id"])
