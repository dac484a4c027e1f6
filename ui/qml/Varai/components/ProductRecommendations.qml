// The shelf: frames to choose from, as a row to push along or as a grid. Arrow keys walk, Enter chooses.
import QtQuick
import Varai

FocusScope {
    id: root

    property alias model: view.model
    property string currentId
    property bool busy: false
    property string errorText
    property bool asGrid: false
    property real cardWidth: Theme.px(236) * (Theme.isLarge ? 1.5 : 1)
    property real cardHeight: Theme.px(Theme.reach ? 176 : 232) + Theme.type(26) * 0.9

    signal chosen(string productId)
    signal retryRequested
    signal cardsInView(int first, int last)

    objectName: "productRecommendations"
    implicitHeight: cardHeight

    GridView {
        id: view

        readonly property int columns: root.asGrid ? Math.max(1, Math.floor((width + Theme.apart) / (root.cardWidth + Theme.apart))) : 1

        objectName: "shelfView"
        anchors.fill: parent
        anchors.rightMargin: root.asGrid ? -Theme.apart : 0
        flow: root.asGrid ? GridView.FlowLeftToRight : GridView.FlowTopToBottom
        cellWidth: root.asGrid ? width / columns : root.cardWidth + Theme.apart
        cellHeight: root.asGrid ? root.cardHeight + Theme.apart : height
        clip: root.asGrid
        boundsBehavior: Flickable.StopAtBounds
        activeFocusOnTab: true
        keyNavigationEnabled: true
        visible: !root.busy && root.errorText === ""
        cacheBuffer: Math.round(root.cardWidth * 2)
        Accessible.role: Accessible.List
        Accessible.name: Words.text.shelf
        Keys.onReturnPressed: root.choose(currentIndex)
        Keys.onEnterPressed: root.choose(currentIndex)
        Keys.onSpacePressed: root.choose(currentIndex)

        onContentXChanged: Qt.callLater(root.tellCardsInView)
        onContentYChanged: Qt.callLater(root.tellCardsInView)
        onWidthChanged: Qt.callLater(root.tellCardsInView)
        onHeightChanged: Qt.callLater(root.tellCardsInView)
        onCountChanged: Qt.callLater(root.tellCardsInView)

        delegate: ProductCard {
            id: card

            required property int index

            objectName: "card_" + productId
            width: view.cellWidth - Theme.apart
            height: root.asGrid ? root.cardHeight : view.height
            current: productId === root.currentId
            ringed: view.activeFocus && view.currentIndex === index
            onClicked: {
                view.currentIndex = index;
                root.chosen(productId);
            }
        }
    }

    function choose(index) {
        const card = view.itemAtIndex(index);
        if (card)
            root.chosen(card.productId);
    }

    function tellCardsInView() {
        if (view.count === 0)
            return;
        const last = view.indexAt(view.contentX + view.width - 1, view.contentY + view.height - 1);
        root.cardsInView(Math.max(0, view.indexAt(view.contentX + 1, view.contentY + 1)), last < 0 ? view.count - 1 : last);
    }

    function reveal(index) {
        view.currentIndex = index;
        view.positionViewAtIndex(index, GridView.Contain);
    }

    Row {
        objectName: "shelfSkeleton"
        visible: root.busy
        spacing: Theme.apart
        Accessible.role: Accessible.StaticText
        Accessible.name: Words.text.shelf_busy

        Repeater {
            model: 4

            Rectangle {
                width: root.cardWidth
                height: root.cardHeight
                radius: Theme.px(32)
                color: Theme.linen
            }
        }
    }

    Column {
        anchors.centerIn: parent
        width: parent.width
        spacing: Theme.apart
        visible: root.errorText !== ""

        Label {
            objectName: "shelfError"
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            text: root.errorText
        }

        Pill {
            objectName: "shelfRetry"
            anchors.horizontalCenter: parent.horizontalCenter
            text: Words.text.try_again
            onClicked: root.retryRequested()
        }
    }

    Label {
        objectName: "shelfEmpty"
        anchors.centerIn: parent
        width: parent.width
        horizontalAlignment: Text.AlignHCenter
        visible: !root.busy && root.errorText === "" && view.count === 0
        text: Words.text.shelf_empty
    }
}
