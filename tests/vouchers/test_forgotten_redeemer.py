"""Who has redeemed a code, was forgotten and comes back: the code is still redeemed."""

from tests.selling import money_of
from tests.vouchers.test_vouchers import Shop, said, shop, tapped

__all__ = ["shop"]


async def test_who_is_forgotten_redeems_no_code_again(shop: Shop) -> None:
    """The wallet is the group's: it stays, whoever of its people is forgotten."""
    (code,) = await shop.make(Uses="100")
    person, world = shop.customer.person, shop.bench.playground.world
    group = world.groups.add("Team", members=[person, shop.bench.owner], admins=[person])
    here = shop.bench.in_group(person, group)
    await said(here, f"/redeem {code}", "added to this group")
    before = await money_of(shop.bench, group.id)
    await said(shop.customer, "/forget", "Erase your data?")
    await tapped(shop.customer, "Yes, forget me", "The file below")
    await said(shop.customer, "/start", "Hello")
    await said(here, f"/redeem {code}", "You have redeemed this code already.")
    assert await money_of(shop.bench, group.id) == before
