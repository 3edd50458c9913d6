"""Prints each failed test of a results file (trx) with the beginning of what it said."""

import sys
import xml.etree.ElementTree as tree

NAMESPACE = "{http://microsoft.com/schemas/VisualStudio/TeamTest/2010}"
LINES = 12

for result in tree.parse(sys.argv[1]).iter(NAMESPACE + "UnitTestResult"):
    if result.get("outcome") != "Passed":
        print("FAILED", result.get("testName"))
        message = result.find(f".//{NAMESPACE}Message")
        where = result.find(f".//{NAMESPACE}StackTrace")
        said = [] if message is None else (message.text or "").splitlines()[:LINES]
        own = [] if where is None else [line for line in (where.text or "").splitlines() if " in /" in line][:3]
        for line in said + own:
            print("   ", line[:200])
