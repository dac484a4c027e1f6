// All frames without a camera: the chosen one large, and a way to the mirror after all.
import QtQuick
import Varai

FocusScope {
    id: root

    required property var kiosk
    required property bool portrait

    readonly property real sheetWidth: portrait ? width : Theme.px(Theme.isLarge ? 820 : 640)

    objectName: "browseScreen"
    focus: true
    Accessible.role: Accessible.Grouping
    Accessible.name: Words.text.browse_title

    Rectangle {
        anchors.fill: parent
        color: Theme.linen
    }

    Item {
        id: stage

        x: !root.portrait && Theme.leftHanded ? root.sheetWidth : 0
        width: root.portrait ? root.width : root.width - root.sheetWidth
        height: root.portrait ? sheet.y : root.height

        Image {
            objectName: "browsePicture"
            anchors { left: parent.left; right: parent.right; top: parent.top; bottom: start.top; margins: Theme.edge; topMargin: Theme.px(180) }
            source: root.kiosk.shelf.largeShot
            sourceSize: Qt.size(Theme.px(1400), Theme.px(700))
            fillMode: Image.PreserveAspectFit
            Accessible.role: Accessible.Graphic
            Accessible.name: root.kiosk.shelf.name
        }

        TryOnButton {
            id: start

            anchors { horizontalCenter: parent.horizontalCenter; bottom: parent.bottom; bottomMargin: Theme.px(64) }
            width: Math.min(parent.width - 2 * Theme.edge, Math.max(implicitWidth, Theme.px(620)))
            size: "large"
            productId: root.kiosk.shelf.productId
            tryOn: root.kiosk.tryOn
        }
    }

    Wordmark {
        kiosk: root.kiosk
        x: stage.x + Theme.edge
        y: Theme.px(60)
    }

    VisitControls {
        kiosk: root.kiosk
        look: "paper"
        visible: !Theme.reach
        anchors { right: stage.right; rightMargin: Theme.px(56) }
        y: Theme.px(50)
    }

    Sheet {
        id: sheet

        kiosk: root.kiosk
        browsing: true
        isSide: !root.portrait
        x: root.portrait ? 0 : Theme.leftHanded ? 0 : root.width - width
        y: root.portrait ? root.height - height : 0
        width: root.sheetWidth
        height: root.portrait ? Math.min(implicitHeight, root.height * 0.62) : root.height
    }
}
