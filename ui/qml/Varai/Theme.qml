// The look of everything: design tokens and the customer's comfort settings.
// Sizes are given for a screen 1080 wide; `px` turns them into pixels of this one.
pragma Singleton

import QtQuick

QtObject {
    property real unit: 1
    property real textScale: 1
    property bool highContrast: false
    property bool reach: false
    property bool leftHanded: false
    property bool reducedMotion: false

    readonly property color paper: highContrast ? "#FFFFFF" : "#F6F3EE"
    readonly property color linen: highContrast ? "#FFFFFF" : "#E9E4DC"
    readonly property color line: highContrast ? "#000000" : "#DDD6CB"
    readonly property color ink: highContrast ? "#000000" : "#14161A"
    readonly property color inkSoft: highContrast ? "#000000" : "#55585F"
    readonly property color accent: "#E0653A"
    readonly property color fits: "#2F8F6B"
    readonly property color caution: "#C98A1B"
    readonly property color glass: highContrast ? "#000000" : Qt.rgba(20 / 255, 22 / 255, 26 / 255, 0.8)
    readonly property color glassWords: paper
    readonly property color card: "#FFFFFF"

    readonly property string textFamily: "Inter"
    readonly property string displayFamily: "Inter Display"

    readonly property int quick: reducedMotion ? 0 : 120
    readonly property int calm: reducedMotion ? 0 : 220

    // Spacing in eighths, radii, the smallest thing a finger should have to hit.
    readonly property real gap: px(16)
    readonly property real apart: px(20)
    readonly property real edge: px(56)
    readonly property real radius: px(32)
    readonly property real radiusLarge: px(48)
    readonly property real touch: px(84)

    readonly property bool isLarge: textScale > 1.3

    function px(size) {
        return Math.round(size * unit);
    }

    // Body text grows fully; headings are large already and grow less, never below the body.
    function type(size) {
        const grown = size <= 36 ? size * textScale : Math.max(size * (1 + 0.4 * (textScale - 1)), 36 * textScale);
        return Math.max(1, Math.round(grown * unit));
    }
}
