const {Gio, GLib} = imports.gi;

class TimesinkExtension {
    enable() {
        this._windows = new Windows();
    }

    disable() {
        this._windows.close();
        this._windows = null;
    }
}

function init() {
    return new TimesinkExtension();
}

