"""A stand-in for Crypto Pay, the API of @CryptoBot: invoices that people pay on a page here.

Source: https://help.send.tg/en/articles/10279948-crypto-pay-api, and the clients aiosend and
aiocryptopay. Neither says with which names bad parameters are refused, nor in which order
`getInvoices` lists: these names are made up, and the newest invoice is first.
"""
