// The words of the chosen language. `Words.text` follows a change of language by itself.
pragma Singleton

import QtQuick

QtObject {
    property var text: ({})
    property string language: "en"

    // "{count} of 4" with {count: 2} -> "2 of 4"
    function fill(words, values) {
        let filled = words || "";
        for (const name in values)
            filled = filled.split("{" + name + "}").join(values[name]);
        return filled;
    }

    function of(key) {
        return key ? text[key] || "" : "";
    }
}
