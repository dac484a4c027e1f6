// Names the face shape with its confidence; opens to say why, and folds away when it has been read.
import QtQuick
import QtQuick.Templates as T
import Varai

T.AbstractButton {
    id: root

    // [{shape: "oval", confidence: 0.62}, …], likeliest first
    property var ranking: []
    // message keys of what decided
    property var reasons: []
    property bool busy: ranking.length === 0 && errorText === ""
    property string errorText
    property bool folded: false
    property bool showsWhy: false
    property int foldAfter: 6000
    property real maxWidth: Theme.px(440) * (Theme.isLarge ? 1.9 : 1)

    readonly property string shapeName: ranking.length > 0 ? capital(Words.of("shape_" + ranking[0].shape)) : ""
    readonly property real confidence: ranking.length > 0 ? ranking[0].confidence : 0
    readonly property string second: ranking.length > 1 && ranking[1].confidence > 0.12 ? Words.of("shape_" + ranking[1].shape) : ""
    readonly property bool isReady: !busy && errorText === ""

    function capital(word) {
        return word.charAt(0).toUpperCase() + word.slice(1);
    }

    objectName: "faceShapeDetector"
    implicitWidth: folded ? small.implicitWidth + Theme.px(72) : maxWidth
    implicitHeight: folded ? Math.max(Theme.touch, small.implicitHeight + Theme.px(32)) : column.implicitHeight + Theme.px(56)
    focusPolicy: Qt.TabFocus
    Accessible.name: errorText !== "" ? errorText : busy ? Words.text.shape_busy : Words.text.shape_title + ": " + shapeName + (second ? " " + Words.fill(Words.text.shape_or, { "second": second }) : "")
    Accessible.description: Words.text.shape_why
    onClicked: {
        if (folded) {
            folded = false;
            showsWhy = false;
        } else if (isReady) {
            showsWhy = !showsWhy;
        }
        foldTimer.restart();
    }

    Timer {
        id: foldTimer

        interval: root.showsWhy ? root.foldAfter * 3 : root.foldAfter
        running: root.isReady && !root.folded
        onTriggered: {
            root.folded = true;
            root.showsWhy = false;
        }
    }

    background: Rectangle {
        radius: Math.min(height / 2, Theme.px(40))
        color: Theme.glass
        border.color: Theme.paper
        border.width: Theme.highContrast ? 3 : 0
    }
    contentItem: Item {
        Label {
            id: small

            visible: root.folded
            anchors.centerIn: parent
            text: root.shapeName
            step: 30
            tight: true
            color: Theme.glassWords
            font.weight: Font.Medium
            Accessible.ignored: true
        }

        Column {
            id: column

            visible: !root.folded
            x: Theme.px(32)
            y: Theme.px(28)
            width: root.width - 2 * x
            spacing: Theme.px(10)

            Label {
                text: Words.text.shape_title
                step: 26
                color: Theme.glassWords
                opacity: 0.86
                Accessible.ignored: true
            }

            Flow {
                width: parent.width
                spacing: Theme.px(12)
                visible: root.isReady

                Label {
                    id: name

                    text: root.shapeName
                    step: 52
                    color: Theme.glassWords
                    Accessible.ignored: true
                }

                Label {
                    text: Words.fill(Words.text.shape_or, { "second": root.second })
                    visible: root.second !== ""
                    step: 30
                    color: Theme.glassWords
                    height: name.height
                    verticalAlignment: Text.AlignBottom
                    bottomPadding: Theme.px(6)
                    Accessible.ignored: true
                }
            }

            Label {
                width: parent.width
                visible: !root.isReady
                text: root.errorText !== "" ? root.errorText : Words.text.shape_busy
                step: 30
                color: Theme.glassWords
                Accessible.ignored: true
            }

            Dots {
                visible: root.busy && !root.folded
                colour: Theme.glassWords
            }

            Item {
                width: parent.width
                height: Math.max(why.implicitHeight, Theme.px(30))
                visible: root.isReady

                Row {
                    spacing: Theme.px(7)
                    anchors.verticalCenter: parent.verticalCenter

                    Repeater {
                        model: 10

                        Rectangle {
                            required property int index

                            width: Math.floor((column.width - why.implicitWidth - Theme.px(90)) / 10)
                            height: Theme.px(8)
                            radius: height / 2
                            color: index < Math.round(root.confidence * 10) ? Theme.accent : Qt.rgba(1, 1, 1, 0.28)
                        }
                    }
                }

                Label {
                    id: why

                    anchors.right: parent.right
                    anchors.verticalCenter: parent.verticalCenter
                    text: root.showsWhy ? Words.fill(Words.text.shape_sure, { "percent": Math.round(root.confidence * 100) }) : Words.text.shape_why
                    step: 26
                    wrapMode: Text.NoWrap
                    color: Theme.glassWords
                    font.underline: !root.showsWhy
                    Accessible.ignored: true
                }
            }

            Repeater {
                model: root.showsWhy ? root.reasons : []

                Label {
                    required property string modelData

                    width: column.width
                    text: modelData
                    visible: text !== ""
                    step: 26
                    color: Theme.glassWords
                }
            }
        }
    }

    FocusRing {
        control: root
        controlRadius: root.background.radius
    }
}
