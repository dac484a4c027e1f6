"""The GraphQL that is sent to Shopify's Admin interface 2026-10. A test checks each against its schema.

Eyewear fields are single metafields, not a connection: the same fields are read in pages and in bulk, where only
two levels of connections are allowed. A variant's `image` is deprecated for its `media`, which is such a connection.
"""

from __future__ import annotations

from sync.platforms.eyewear_text import NAMES, SIZES

VERSION = "2026-10"
NAMESPACE = "varai"
_EYEWEAR = " ".join(
    f'{name}: metafield(namespace: "{NAMESPACE}", key: "{name}") {{ value }}' for name in NAMES
)
_SIZES = " ".join(f'{name}: metafield(namespace: "{NAMESPACE}", key: "{name}") {{ value }}' for name in SIZES)
_VARIANT = f"""
  id sku barcode price compareAtPrice
  selectedOptions {{ name value }}
  inventoryItem {{ id tracked }}
  image {{ url }}
  {_SIZES}
"""
_PRODUCT = f"""
  id title descriptionHtml status vendor handle updatedAt
  hasOnlyDefaultVariant
  variantsCount {{ count }}
  options {{ name optionValues {{ name }} }}
  {_EYEWEAR}
  frame_design: metafield(namespace: "shopify", key: "eyewear-frame-design") {{ value }}
"""
_MEDIA = "id alt ... on MediaImage { image { url } }"
_PAGE = "pageInfo { hasNextPage endCursor }"
_LEVELS = (
    'inventoryLevels(first: 20) { nodes { location { id } quantities(names: ["available"]) { quantity } } }'
)

SHOP = "query Shop { shop { name currencyCode } currentAppInstallation { accessScopes { handle } } }"
PRODUCTS_COUNT = "query Count { productsCount(limit: null) { count } }"
PRODUCTS = f"""
query Products($first: Int!, $after: String, $query: String) {{
  products(first: $first, after: $after, query: $query, sortKey: UPDATED_AT) {{
    nodes {{
      {_PRODUCT}
      variants(first: 10) {{ nodes {{ {_VARIANT} }} {_PAGE} }}
      media(first: 10) {{ nodes {{ {_MEDIA} }} }}
    }}
    {_PAGE}
  }}
}}"""
PRODUCT = f"""
query Product($id: ID!) {{
  product(id: $id) {{
    {_PRODUCT}
    variants(first: 50) {{ nodes {{ {_VARIANT} }} {_PAGE} }}
    media(first: 50) {{ nodes {{ {_MEDIA} }} }}
  }}
}}"""
MORE_VARIANTS = f"""
query MoreVariants($id: ID!, $after: String) {{
  product(id: $id) {{ variants(first: 100, after: $after) {{ nodes {{ {_VARIANT} }} {_PAGE} }} }}
}}"""
BULK = f"""
{{
  products {{
    edges {{
      node {{
        {_PRODUCT}
        variants {{ edges {{ node {{ __typename {_VARIANT} }} }} }}
        media {{ edges {{ node {{ __typename {_MEDIA} }} }} }}
      }}
    }}
  }}
}}"""
IDS = f"query Ids($after: String) {{ products(first: 250, after: $after, sortKey: ID) {{ nodes {{ id }} {_PAGE} }} }}"
DESIGNS = f"""
query Designs($after: String) {{
  metaobjects(type: "shopify--eyewear-frame-design", first: 100, after: $after) {{
    nodes {{ id handle }}
    {_PAGE}
  }}
}}"""
DELETIONS = f"""
query Deletions($after: String, $query: String!) {{
  events(first: 100, after: $after, query: $query, sortKey: CREATED_AT) {{
    nodes {{ ... on BasicEvent {{ subjectId }} }}
    {_PAGE}
  }}
}}"""
STOCK = f"""
query Stock($after: String) {{
  inventoryItems(first: 25, after: $after) {{
    nodes {{ id tracked variants(first: 1) {{ nodes {{ id }} }} {_LEVELS} }}
    {_PAGE}
  }}
}}"""
STOCK_OF = f"""
query StockOf($ids: [ID!]!) {{
  nodes(ids: $ids) {{ ... on InventoryItem {{ id tracked {_LEVELS} }} }}
}}"""
VARIANT_PRICES = f"""
query VariantPrices($after: String) {{
  productVariants(first: 250, after: $after, sortKey: ID) {{ nodes {{ id price compareAtPrice }} {_PAGE} }}
}}"""
PRICE_LISTS = f"""
query PriceLists($after: String) {{ priceLists(first: 50, after: $after) {{ nodes {{ id currency }} {_PAGE} }} }}"""
FIXED_PRICES = f"""
query FixedPrices($id: ID!, $after: String) {{
  priceList(id: $id) {{
    prices(first: 250, after: $after, originType: FIXED) {{
      nodes {{ variant {{ id }} price {{ amount }} compareAtPrice {{ amount }} }}
      {_PAGE}
    }}
  }}
}}"""
VARIANTS = """
query Variants($ids: [ID!]!) {
  nodes(ids: $ids) { ... on ProductVariant { id product { id } inventoryItem { id tracked } } }
}"""
STOCKED = """
query Stocked($ids: [ID!]!, $location: ID!) {
  nodes(ids: $ids) {
    ... on ProductVariant { id inventoryItem { id inventoryLevel(locationId: $location) { id } } }
  }
}"""
VARIANT_OF_ITEM = """
query VariantOfItem($id: ID!) { inventoryItem(id: $id) { variants(first: 1) { nodes { product { id } } } } }"""
BY_SKU = """
query BySku($query: String!) { productVariants(first: 10, query: $query) { nodes { id sku product { id } } } }"""
BY_HANDLE = "query ByHandle($handle: String!) { productByIdentifier(identifier: {handle: $handle}) { id } }"
LOCATIONS = f"""
query Locations($after: String) {{ locations(first: 50, after: $after) {{ nodes {{ id name isActive }} {_PAGE} }} }}"""
PUBLICATIONS = f"""
query Publications($after: String) {{
  publications(first: 50, after: $after, catalogType: APP) {{
    nodes {{ id channels(first: 5) {{ nodes {{ app {{ id }} }} }} }}
    {_PAGE}
  }}
}}"""

_ERRORS = "userErrors { field message }"
_CODED = "userErrors { field message code }"
CREATE = f"""
mutation Create($product: ProductCreateInput!, $media: [CreateMediaInput!]) {{
  productCreate(product: $product, media: $media) {{ product {{ id }} {_ERRORS} }}
}}"""
UPDATE = f"""
mutation Update($product: ProductUpdateInput!, $media: [CreateMediaInput!]) {{
  productUpdate(product: $product, media: $media) {{ product {{ id }} {_ERRORS} }}
}}"""
PUBLISH = f"""
mutation Publish($id: ID!, $to: [PublicationInput!]!) {{
  publishablePublish(id: $id, input: $to) {{ {_ERRORS} }}
}}"""
DELETE = f"""
mutation Delete($id: ID!) {{
  productDelete(input: {{id: $id}}, synchronous: true) {{ deletedProductId {_ERRORS} }}
}}"""
ADD_VARIANTS = f"""
mutation AddVariants(
  $id: ID!, $variants: [ProductVariantsBulkInput!]!, $strategy: ProductVariantsBulkCreateStrategy
) {{
  productVariantsBulkCreate(productId: $id, variants: $variants, strategy: $strategy) {{
    productVariants {{ id }} {_CODED}
  }}
}}"""
UPDATE_VARIANTS = f"""
mutation UpdateVariants($id: ID!, $variants: [ProductVariantsBulkInput!]!) {{
  productVariantsBulkUpdate(productId: $id, variants: $variants, allowPartialUpdates: true) {{
    productVariants {{ id }} {_CODED}
  }}
}}"""
DELETE_VARIANTS = f"""
mutation DeleteVariants($id: ID!, $variants: [ID!]!) {{
  productVariantsBulkDelete(productId: $id, variantsIds: $variants) {{ {_CODED} }}
}}"""
DETACH_FILES = (
    f"mutation DetachFiles($files: [FileUpdateInput!]!) {{ fileUpdate(files: $files) {{ {_CODED} }} }}"
)
FIX_PRICES = f"""
mutation FixPrices($id: ID!, $prices: [PriceListPriceInput!]!) {{
  priceListFixedPricesAdd(priceListId: $id, prices: $prices) {{ {_CODED} }}
}}"""
SET_STOCK = f"""
mutation SetStock($input: InventorySetQuantitiesInput!, $key: String!) {{
  inventorySetQuantities(input: $input) @idempotent(key: $key) {{ {_CODED} }}
}}"""
ADJUST_STOCK = f"""
mutation AdjustStock($input: InventoryAdjustQuantitiesInput!, $key: String!) {{
  inventoryAdjustQuantities(input: $input) @idempotent(key: $key) {{ {_CODED} }}
}}"""
STOCK_AT = f"""
mutation StockAt($inventoryItemId: ID!, $locationId: ID!, $key: String!) {{
  inventoryActivate(inventoryItemId: $inventoryItemId, locationId: $locationId) @idempotent(key: $key) {{
    {_ERRORS}
  }}
}}"""
RUN_BULK = f"""
mutation RunBulk($query: String!) {{
  bulkOperationRunQuery(query: $query, groupObjects: true) {{ bulkOperation {{ id status }} {_CODED} }}
}}"""
BULK_STATUS = "query BulkStatus($id: ID!) { bulkOperation(id: $id) { id status errorCode objectCount url } }"
SUBSCRIPTIONS = f"""
query Subscriptions($after: String) {{
  webhookSubscriptions(first: 50, after: $after) {{ nodes {{ id topic uri }} {_PAGE} }}
}}"""
SUBSCRIBE = f"""
mutation Subscribe($topic: WebhookSubscriptionTopic!, $webhook: WebhookSubscriptionInput!) {{
  webhookSubscriptionCreate(topic: $topic, webhookSubscription: $webhook) {{
    webhookSubscription {{ id topic uri }} {_ERRORS}
  }}
}}"""
RESUBSCRIBE = f"""
mutation Resubscribe($id: ID!, $webhook: WebhookSubscriptionInput!) {{
  webhookSubscriptionUpdate(id: $id, webhookSubscription: $webhook) {{
    webhookSubscription {{ id topic uri }} {_ERRORS}
  }}
}}"""
UNSUBSCRIBE = f"mutation Unsubscribe($id: ID!) {{ webhookSubscriptionDelete(id: $id) {{ {_ERRORS} }} }}"

ALL = {name: text for name, text in globals().items() if name[0].isupper() and "{" in str(text)}
