import Gio from 'gi://Gio';
import GLib from 'gi://GLib';

import {Extension} from 'resource:///org/gnome/shell/extensions/extension.js';

export default class TimesinkExtension extends Extension {
    enable() {
        this._windows = new Windows();
    }

    disable() {
        this._windows.close();
        this._windows = null;
    }
}

