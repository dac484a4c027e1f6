// Up to four looks at the same pose.
import QtQuick
import Varai

FocusScope {
    id: root

    required property var kiosk
    required property bool portrait

    objectName: "compareScreen"
    focus: true
    Accessible.role: Accessible.Grouping
    Accessible.name: Words.text.compare_title
    Keys.onEscapePressed: kiosk.visit.back()

    Rectangle {
        anchors.fill: parent
        color: Theme.paper
    }

    Wordmark {
        kiosk: root.kiosk
        x: Theme.edge
        y: Theme.px(60)
    }

    VisitControls {
        id: controls

        kiosk: root.kiosk
        anchors { right: parent.right; rightMargin: Theme.edge }
        y: Theme.reach ? root.height - height - Theme.px(40) : Theme.px(50)
    }

    Label {
        id: title

        x: Theme.edge
        y: Theme.px(root.portrait ? 180 : 150)
        width: parent.width - 2 * x
        step: root.portrait ? 92 : 52
        text: Words.text.compare_title
    }

    TryOnResults {
        id: results

        anchors { left: parent.left; right: parent.right; top: title.bottom; bottom: back.top; margins: Theme.edge; topMargin: Theme.px(32); bottomMargin: Theme.px(40) }
        model: root.kiosk.looks.model
        busy: root.kiosk.looks.busy && count === 0
        errorText: root.kiosk.looks.error
        focus: true
        onDropped: lookId => root.kiosk.looks.drop(lookId)
        onChosen: lookId => root.kiosk.looks.wear(lookId)
    }

    Pill {
        id: back

        objectName: "backButton"
        x: Theme.edge
        width: root.portrait ? root.width - 2 * Theme.edge : Math.max(implicitWidth, Theme.px(620))
        y: (Theme.reach ? controls.y - Theme.apart : root.height - Theme.px(50)) - height
        look: "ink"
        step: 36
        minHeight: Theme.px(root.portrait ? 132 : 108)
        glyph: "back"
        text: Words.text.compare_back
        onClicked: root.kiosk.visit.back()
    }
}
