"""An independent witness: prints each title that the X server shows in front, and when."""

import json
import sys
import time

from Xlib import X, display, error


def main() -> None:
    screen = display.Display()
    screen.set_error_handler(lambda *_: None)  # windows may be gone before we look at them
    root = screen.screen().root
    active, name = screen.intern_atom("_NET_ACTIVE_WINDOW"), screen.intern_atom("_NET_WM_NAME")
    root.change_attributes(event_mask=X.PropertyChangeMask)
    window, told = None, None
    while True:
        now = time.time()
        found = root.get_full_property(active, X.AnyPropertyType)
        front = found.value[0] if found and found.value[0] else None
        title = None
        if front:
            try:
                if front != window:
                    screen.create_resource_object("window", front).change_attributes(
                        event_mask=X.PropertyChangeMask
                    )
                text = screen.create_resource_object("window", front).get_full_property(
                    name, X.AnyPropertyType
                )
                title = text.value.decode("utf-8", "replace") if text else None
            except error.XError:
                front = None
        window = front
        if title != told:
            told = title
            sys.stdout.write(json.dumps({"at": now, "title": title}) + "\n")
            sys.stdout.flush()
        screen.next_event()


if __name__ == "__main__":
    main()
