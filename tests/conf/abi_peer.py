"""Asks the original library about pairs of definitions. Runs under the interpreter that has its bindings.

A snapshot that is defined again must keep the guest's hardware: what libvirt's test driver says to that is its verdict.
Reads a JSON list of pairs from standard input, and writes a list: "" for accepted, else the error with its code.
"""

import json
import re
import sys

import libvirt

libvirt.registerErrorHandler(lambda *_: None, None)
connection = libvirt.open("test:///default")
answers = []
for left, right in json.load(sys.stdin):
    try:
        domain = connection.defineXML(left)
    except libvirt.libvirtError as error:
        answers.append(f"not tried: {error}")
        continue
    snapshot = domain.snapshotCreateXML("<domainsnapshot><name>s</name></domainsnapshot>")
    kept = snapshot.getXMLDesc(libvirt.VIR_DOMAIN_SNAPSHOT_XML_SECURE)
    before, _, after = re.split("(<domain type=.*</domain>\n)", kept, flags=re.DOTALL)
    try:
        domain.snapshotCreateXML(before + right + after, libvirt.VIR_DOMAIN_SNAPSHOT_CREATE_REDEFINE)
        answers.append("")
    except libvirt.libvirtError as error:
        answers.append(f"{error.get_error_code()}: {error}")
    domain.undefineFlags(libvirt.VIR_DOMAIN_UNDEFINE_SNAPSHOTS_METADATA)
json.dump(answers, sys.stdout)
