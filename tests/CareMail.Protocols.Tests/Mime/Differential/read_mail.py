"""Reads messages (each after its length in four bytes) from standard input and prints what Python's email package makes of them."""
import email
import email.header
import email.policy
import email.utils
import json
import struct
import sys


def decoded(value):
    if value is None:
        return ""
    raw = str(value).replace("\r\n", "").replace("\n", "")
    return str(email.header.make_header(email.header.decode_header(raw)))


def tree(part):
    children = [tree(child) for child in part.get_payload()] if part.is_multipart() else []
    node = {"type": part.get_content_type(), "name": part.get_filename() or "", "children": children}
    if not children:
        payload = part.get_payload(decode=True)
        node["bytes"] = (payload or b"").hex()
        if part.get_content_maintype() == "text":
            charset = part.get_content_charset() or "ascii"
            node["text"] = (payload or b"").decode(charset)
    return node


def read(message):
    mail = email.message_from_bytes(message, policy=email.policy.compat32)
    addresses = []
    for field in ("From", "To", "Cc"):
        values = [str(v).replace("\r\n", "") for v in mail.get_all(field, [])]
        pairs = email.utils.getaddresses(values)
        addresses.append([[decoded(name), address] for name, address in pairs])
    date = email.utils.parsedate_to_datetime(mail["Date"]) if mail["Date"] else None
    return {
        "subject": decoded(mail["Subject"]),
        "addresses": addresses,
        "sent": int(date.timestamp()) if date else 0,
        "root": tree(mail),
    }


data = sys.stdin.buffer
results = []
while head := data.read(4):
    results.append(read(data.read(struct.unpack(">I", head)[0])))
json.dump(results, sys.stdout)
