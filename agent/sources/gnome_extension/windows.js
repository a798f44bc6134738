// Tells the timesink agent which window is in front, at each change, and nobody who hasn't asked.
// What installs it puts legacy.js (GNOME 42 to 44) or module.js (from 45 on) above this.

const VERSION = 2;
const PATH = '/timesink';
const INTERFACE = 'timesink.Windows';
const CHANGES = ['notify::title', 'notify::fullscreen'];
const XML = `<node><interface name="${INTERFACE}">
  <method name="Watch"><arg type="u" direction="out"/></method>
  <signal name="InFront">
    <arg type="s" name="title"/><arg type="s" name="app"/><arg type="s" name="instance"/><arg type="i" name="pid"/>
    <arg type="b" name="fullscreen"/>
  </signal>
  <signal name="Ready"/>
</interface></node>`;

class Windows {
    constructor() {
        this._watchers = new Map();
        this._window = null;
        this._heard = [];
        this._exported = Gio.DBusExportedObject.wrapJSObject(XML, this);
        this._exported.export(Gio.DBus.session, PATH);
        this._focused = global.display.connect('notify::focus-window', () => this._focus());
        this._focus();
        this._emit(null, 'Ready', null);
    }

    close() {
        global.display.disconnect(this._focused);
        this._follow(null);
        this._tellAll();
        for (const watched of this._watchers.values())
            Gio.bus_unwatch_name(watched);
        this._watchers.clear();
        this._exported.unexport();
    }

    WatchAsync(_, invocation) {
        const name = invocation.get_sender();
        if (!this._watchers.has(name))
            this._watchers.set(name, this._untilGone(name));
        invocation.return_value(new GLib.Variant('(u)', [VERSION]));
        this._tell(name);
    }

    _untilGone(name) {
        return Gio.bus_watch_name_on_connection(
            Gio.DBus.session, name, Gio.BusNameWatcherFlags.NONE, null, () => {
                Gio.bus_unwatch_name(this._watchers.get(name));
                this._watchers.delete(name);
            });
    }

    _focus() {
        this._follow(global.display.focus_window);
        this._tellAll();
    }

    _follow(window) {
        for (const signal of this._heard)
            this._window.disconnect(signal);
        this._window = window;
        this._heard = window
            ? CHANGES.map(change => window.connect(change, () => this._tellAll()))
            : [];
    }

    _tellAll() {
        for (const name of this._watchers.keys())
            this._tell(name);
    }

    _tell(name) {
        const window = this._window;
        const words = window
            ? [window.get_title(), window.get_wm_class(), window.get_wm_class_instance()]
            : ['', '', ''];
        const pid = window ? window.get_pid() : 0;
        const body = [...words.map(word => word || ''), pid, window ? window.is_fullscreen() : false];
        this._emit(name, 'InFront', new GLib.Variant('(sssib)', body));
    }

    _emit(name, signal, body) {
        Gio.DBus.session.emit_signal(name, PATH, INTERFACE, signal, body);
    }
}
