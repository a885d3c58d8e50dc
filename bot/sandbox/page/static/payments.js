// Invoices in Telegram Stars: how they look, the question before a payment, and the receipt after it.

import { byId, clock, day, el } from "./dom.js";

const STARS = new Intl.NumberFormat("en");

export const stars = (count) => `⭐️${STARS.format(count)}`;

const counted = (count) => `${STARS.format(count)} ${count === 1 ? "Star" : "Stars"}`;

const more = (count) => `${STARS.format(count)} more ${count === 1 ? "Star" : "Stars"}`;

/** The invoice in a bubble. */
export function invoiceNode({ invoice, receipt }) {
  return el("div", { class: "invoice" },
    el("strong", { dir: "auto" }, invoice.title), el("span", { dir: "auto" }, invoice.description),
    el("small", {}, `${stars(invoice.stars)} · ${receipt ? (receipt.returned ? "Refunded" : "Paid") : "Invoice"}`));
}

/**
 * Asks whether an invoice is to be paid; resolves to "pay", or "buy" where Stars are too few, or "cancel".
 * @param owned how many Stars the person has
 */
export function askToPay(invoice, owned, seller) {
  const dialog = byId("pay");
  const enough = owned >= invoice.stars;
  byId("pay-title").textContent = enough ? `Pay ${counted(invoice.stars)}?` : `You need ${more(invoice.stars - owned)}`;
  byId("pay-what").replaceChildren(el("strong", { dir: "auto" }, invoice.title), ` · ${seller}`);
  byId("pay-owned").textContent = `Your balance: ${stars(owned)}`;
  const act = byId("pay-act");
  act.value = enough ? "pay" : "buy";
  act.textContent = enough ? `Pay ${stars(invoice.stars)}` : "Get 1,000 Stars";
  dialog.returnValue = "cancel";
  dialog.showModal();
  act.focus();
  return new Promise((resolve) => dialog.addEventListener("close", () => resolve(dialog.returnValue), { once: true }));
}

/** Shows a receipt; its transaction ID can be copied. */
export function showReceipt(receipt, copy) {
  const code = el("code", { onclick: () => copy(receipt.charge_id), title: "Copy" }, receipt.charge_id);
  const rows = [
    ["Amount", stars(receipt.stars)], ["Paid by", receipt.person],
    ["Date", `${day(receipt.date)}, ${clock(receipt.date)}`], ["State", receipt.returned ? "Refunded" : "Paid"], ["Transaction ID", code],
  ];
  byId("receipt-title").textContent = receipt.title;
  byId("receipt-rows").replaceChildren(...rows.flatMap(([name, value]) => [el("dt", {}, name), el("dd", { dir: "auto" }, value)]));
  byId("receipt").showModal();
}
