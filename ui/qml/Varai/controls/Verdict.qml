// How a frame fits, in words, with a dot whose colour says the same.
import QtQuick
import Varai

Row {
    id: root

    property string verdict
    property int step: 26
    property real maxWidth: Infinity

    readonly property color dotColour: verdict === "good" ? Theme.fits : Theme.caution

    spacing: Theme.px(12)
    visible: verdict !== ""

    Rectangle {
        id: dot

        y: (words.implicitHeight / words.lineCount - height) / 2
        width: Theme.px(18)
        height: width
        radius: width / 2
        color: root.dotColour
    }

    Label {
        id: words

        width: Math.min(implicitWidth, root.maxWidth - dot.width - root.spacing)
        step: root.step
        text: root.verdict ? Words.of("fit_" + root.verdict) : ""
        font.weight: Font.Medium
    }
}
