"""Whether an X server is Xwayland: it shows X11's windows alone, and a desktop has others besides."""

import struct

from agent.sources.x11_wire import Server

_QUERY_VERSION, _OUTPUT_INFO, _RESOURCES = 0, 9, 25
_RESOURCES_AT = 32
_OUTPUT_AT = 36


async def is_xwayland(server: Server) -> bool:
    """Tell by the extension that newer ones have, or by the names of their outputs."""
    if await server.extension("XWAYLAND"):
        return True
    randr = await server.extension("RANDR")
    if randr is None:
        return False
    await server.ask(randr.opcode, _QUERY_VERSION, struct.pack("<II", 1, 3))
    resources = await server.ask(randr.opcode, _RESOURCES, struct.pack("<I", server.root))
    if resources is None:
        return False
    at, crtcs, outputs = struct.unpack_from("<IHH", resources, 12)
    listed = struct.unpack_from(f"<{outputs}I", resources, _RESOURCES_AT + 4 * crtcs)
    for output in listed:
        info = await server.ask(randr.opcode, _OUTPUT_INFO, struct.pack("<II", output, at))
        if info is not None and _name(info).startswith(b"XWAYLAND"):
            return True
    return False


def _name(info: bytes) -> bytes:
    crtcs, modes, _, clones, length = struct.unpack_from("<HHHHH", info, 26)
    start = _OUTPUT_AT + 4 * (crtcs + modes + clones)
    return info[start : start + length]
