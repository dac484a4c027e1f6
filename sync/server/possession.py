"""Checks that whoever changes something with a mirror's token holds the mirror's key (RFC 9449)."""

from __future__ import annotations

from app.access.authorise import at_the_door
from app.access.proofs import BadProof, ProofKind, read_proof, token_hash
from app.access.tokens import BadToken, Claims
from app.ports import WallClock
from app.store.unit_of_work import ShopStore


class Possession:
    """Call from any thread."""

    def __init__(self, store: ShopStore, clock: WallClock, public_url: str) -> None:
        self._store = store
        self._clock = clock
        self._public_url = public_url

    def check(self, claims: Claims, token: str, proof_text: str | None, method: str, path: str) -> None:
        """Uses the proof up. Raises BadToken when it is missing, old, used, or not of the token's key."""
        if proof_text is None:
            raise BadToken("proof_missing")
        try:
            proof = read_proof(
                ProofKind.DPOP, proof_text, self._clock.now(), htm=method, htu=self._public_url + path,
                ath=token_hash(token),
            )  # fmt: skip
        except BadProof as bad:
            raise BadToken(bad.reason) from None
        if proof.key_id != claims.key_thumbprint:
            raise BadToken("wrong_key")
        scope = at_the_door(claims.tenant_id)
        if not self._store.write(
            scope, lambda shop: shop.seen_proofs.first_time(proof.id, proof.expires_at)
        ).result:
            raise BadToken("proof_used")
