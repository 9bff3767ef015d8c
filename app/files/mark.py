"""The mark «edited by a program that paints»: for those who want their pictures to say so.

EXIF gets Software, which viewers show; XMP gets IPTC's digital source type for pictures that were partly made by a
trained model, which archives and social networks look for.
"""

from __future__ import annotations

import struct
from contextlib import suppress
from dataclasses import replace

import app
from app.files import exif
from app.files.metadata import Metadata

SOURCE_TYPE = "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia"
_SOFTWARE, _ASCII = 0x0131, 2
_DESCRIPTION = (
    '<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" '
    'xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" '
    f'xmp:CreatorTool="Gatebrush {app.__version__}" Iptc4xmpExt:DigitalSourceType="{SOURCE_TYPE}"/>'
).encode()
_HEAD = (
    b'<?xpacket begin="\xef\xbb\xbf" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
    b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
)
_TAIL = b'</rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
_END = b"</rdf:RDF>"


def marked(metadata: Metadata) -> Metadata:
    """The metadata with the mark. A damaged EXIF block or an unusual XMP packet stays as it is."""
    block = metadata.exif
    with suppress(*exif.DAMAGE):
        block = with_software(block, f"Gatebrush {app.__version__}")
    if metadata.xmp is None:
        xmp = _HEAD + _DESCRIPTION + _TAIL
    elif SOURCE_TYPE.encode() in metadata.xmp:
        xmp = metadata.xmp
    else:
        before, end, after = metadata.xmp.rpartition(_END)
        xmp = before + _DESCRIPTION + end + after if end else metadata.xmp
    return replace(metadata, exif=block, xmp=xmp)


def with_software(block: bytes | None, name: str) -> bytes:
    """The EXIF block, or a new one, saying which program wrote it.

    The main directory is written anew behind the old block and everything else stays where it was: notes of camera
    makers point to places in the block.
    """
    if block is None:
        block = b"II*\0" + struct.pack("<L", 8) + struct.pack("<HL", 0, 0)
    layout, place = exif.layout_of(block)
    if layout.big:
        raise ValueError("BigTIFF is no EXIF")
    entries = {record.tag: block[record.place : record.place + 12] for record in exif.records(block, layout, place)}
    start = len(block) + len(block) % 2
    text = name.encode("ascii", "replace") + b"\0"
    value = text + b"\0" * (len(text) % 2)
    entries[_SOFTWARE] = struct.pack(layout.order + "HHLL", _SOFTWARE, _ASCII, len(text), start)
    directory = struct.pack(layout.order + "H", len(entries)) + b"".join(entries[tag] for tag in sorted(entries))
    head = block[:4] + struct.pack(layout.order + "L", start + len(value))
    return head + block[8:].ljust(start - 8, b"\0") + value + directory + b"\0\0\0\0"
