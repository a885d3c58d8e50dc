"""Answers of panels, whole, and what each proves: `(HTTP status, body, outcome)`.

A body that is `bytes` is sent as it stands, everything else as JSON. Outcomes are written as
`verdict_of` in test_verdict.py writes them.
"""

from typing import Any

Row = tuple[int, Any, str]
WARNING = b"<br />\n<b>Warning</b>: Undefined array key 3 in <b>/srv/api.php</b> on line <b>7</b>"
HEX = "507f1f77bcf86cd799439011"
UUID = "0b7f2d0e-5c5e-4f3c-9d3a-1f2a3b4c5d6e"

ADD: list[Row] = [
    # Taken.
    (200, {"order": 7}, "placed 7"),
    (201, {"order": 7, "message": "Created"}, "placed 7"),
    (200, {"status": "success", "order": 32}, "placed 32"),
    (200, {"order": "SUB-12"}, "placed SUB-12"),
    (200, {"order": "ord_23501"}, "placed ord_23501"),
    (200, {"order": HEX}, f"placed {HEX}"),
    (200, {"success": True, "order": "VEGA123ABC"}, "placed VEGA123ABC"),
    (200, {"success": True, "order": {"order_id": "UC-1A2B3C4D"}}, "placed UC-1A2B3C4D"),
    (201, {"data": {"id": 1001, "service_id": 42, "remains": None}, "meta": None}, "placed 1001"),
    (200, {"order": 7, "type": "Default", "errorCode": "00"}, "placed 7"),
    (200, b'callback({"order": 7});', "placed 7"),
    (200, b'data: {"order": 7}\n\n', "placed 7"),
    (200, b'0\r\n{"order": 7}\r\n0', "placed 7"),
    (200, b"\xff\xfe" + '{"order": 7}'.encode("utf-16-le"), "placed 7"),
    (200, {"data": {"order_id": UUID}}, f"placed {UUID}"),
    (200, {"orderId": 7}, "placed 7"),
    (200, {"Order": 7}, "placed 7"),
    (200, {"order-id": "7"}, "placed 7"),
    (201, {"id": 7, "status": "Pending", "service": 3}, "placed 7"),
    (200, {"success": True, "message": "Done", "id": 7}, "placed 7"),
    (200, {"response": {"data": [{"order": 7}]}}, "placed 7"),
    (200, {"0": {"order": 7}}, "placed 7"),
    (200, {"orders": [7]}, "placed 7"),
    (200, {"order": [{"id": 7}]}, "placed 7"),
    (200, {"jsonrpc": "2.0", "id": 1, "result": {"order": 7}}, "placed 7"),
    (200, {"id": "req_8f2c", "data": {"id": 7}}, "placed 7"),
    (200, {"order": 7, "warning": "The link was ordered before"}, "placed 7"),
    (200, {"order": 7, "message": "Not enough funds for the next one"}, "placed 7"),
    (200, {"order": 7, "status": "Canceled"}, "placed 7"),
    (200, {"order": 7, "code": 200, "error": {"code": "0", "message": "OK"}}, "placed 7"),
    (200, {"order": 7, "errors": {"link": []}}, "placed 7"),
    (200, {"order": 7, "error": "n/a"}, "placed 7"),
    (200, {"order": 7, "errors": [None, ""]}, "placed 7"),
    (503, {"status": "success", "order": 7}, "placed 7"),
    (200, b'\xef\xbb\xbf\n{"order": 7}\n', "placed 7"),
    (200, WARNING + b'{"order": 7}', "placed 7"),
    (200, b'{"order": 7}' + WARNING, "placed 7"),
    (200, b'"{\\"order\\": \\"7\\"}"', "placed 7"),
    (200, b'{"order": 7.0}', "placed 7"),
    (200, b'{"order": 1.2e3}', "placed 1200"),
    # A number that proves nothing by itself goes to an owner.
    (200, {"order": 7, "error": "Insufficient quantity, order created partially"}, "unclear 7"),
    (200, {"success": False, "message": "Placed, but no mail was sent", "order": 7}, "unclear 7"),
    (200, {"order": 7, "status": "error"}, "unclear 7"),
    (200, {"order": 7, "error": True}, "unclear 7"),
    (200, {"order": 7, "error": "Not enough funds on balance"}, "unclear 7"),
    (200, {"error": "You have active order with this link", "order": 7}, "unclear 7"),
    (200, {"error": {"message": "Duplicate", "order": 7}}, "unclear 7"),
    (200, {"success": False, "data": {"order": 7}}, "unclear 7"),
    (200, {"success": False, "data": {"id": 7}}, "unclear 7"),
    (200, {"error": "Bad link", "debug": {"request": {"order": 7}}}, "unclear 7"),
    (200, {"order": 7, "exception": "ErrorException"}, "unclear 7"),
    (200, {"order": 7, "code": 500}, "unclear 7"),
    (400, {"order": 7}, "unclear 7"),
    (409, {"order": 7, "message": "Duplicate order"}, "unclear 7"),
    (429, {"order": 7, "error": "Too many requests"}, "unclear 7"),
    (302, {"order": 7}, "unclear 7"),
    (500, {"order": 7, "error": "Server Error"}, "unclear 7"),
    (500, {"data": {"id": 7}}, "unclear 7"),
    (200, {"id": "req_8f2c", "message": "Bad link"}, "unclear req_8f2c"),
    (200, b"23501", "unclear 23501"),
    (200, b'Fatal error: Uncaught PDOException {"order": 7}', "unclear 7"),
    (200, b'<html><script>x = {"order": 7}</script></html>', "unclear 7"),
    # Two numbers are none.
    (200, {"orders": [{"order": 7}, {"order": 8}]}, "unclear"),
    (200, b'{"order": 7}{"order": 8}', "unclear"),
    # No number, no order.
    (200, {"order": 0}, "unclear"),
    (200, {"order": "000"}, "unclear"),
    (200, {"order": "none", "status": "success"}, "unclear"),
    (200, {"order": "Error"}, "unclear"),
    (200, {"order": "error500"}, "unclear"),
    (200, {"order": "not_enough_funds_1"}, "unclear"),
    (200, {"order": "insufficient_balance_2"}, "unclear"),
    (200, {"order": "min_quantity_100"}, "unclear"),
    (200, {"order": "neworder.max.5000"}, "unclear"),
    (200, {"order": "duplicate_link_7"}, "unclear"),
    (200, {"order": "queue_7"}, "unclear"),
    (200, {"order": "service404"}, "unclear"),
    (200, {"order": "23501,23502"}, "unclear"),
    (200, {"order": "Order #23501"}, "unclear"),
    (200, {"order": "\uff12\uff13\uff15\uff10\uff11"}, "unclear"),
    (200, b"{'order': 23501}", "unclear"),
    (200, b'{"order": 23501,}', "unclear"),
    (200, b'{"order": 23501, "order": null}', "unclear"),
    (200, b"order=23501", "unclear"),
    (200, b"Array\n(\n    [order] => 23501\n)\n", "unclear"),
    (200, {"status": "success", "message": "Order placed, ID: 23501"}, "unclear"),
    (200, {"orders": {"23501": {"status": "Pending"}}}, "unclear"),
    (200, {"order": -23501}, "unclear"),
    (200, {"order": []}, "unclear"),
    (200, {"order": {}}, "unclear"),
    (200, {"order": True}, "unclear"),
    (200, b'{"order": 0.5}', "unclear"),
    (200, b'{"order": 1e99}', "unclear"),
    (200, b'{"order": NaN}', "unclear"),
    (200, {"status": "success"}, "unclear"),
    (200, {"orders": 1}, "unclear"),
    (200, {"total_orders": 1, "status": "success"}, "unclear"),
    (200, {"status": "error", "id": 7}, "unclear"),
    (200, {"jsonrpc": "2.0", "id": 1, "result": None}, "unclear"),
    (200, {"id": "cf-8f2", "title": "Access denied"}, "unclear"),
    (404, {"id": 8, "message": "Not Found"}, "unclear"),
    (200, True, "unclear"),
    (200, [], "unclear"),
    (200, b'{"order": 2350', "unclear"),
    (200, b'{"order": 7, "more": {"order": 8}', "unclear"),
    # A 5xx proves nothing, whatever it says.
    (500, {"error": "Not enough funds on balance"}, "unclear"),
    (502, {"error": "Bad link"}, "unclear"),
    (503, {"status": "error", "msg": "The system is in maintenance"}, "unclear"),
    (503, {"error": "Too many requests"}, "unclear"),
    (504, {"error": "The upstream server is temporarily unavailable"}, "unclear"),
    (520, {"error": "Incorrect service ID"}, "unclear"),
    (500, b"Internal Server Error", "unclear"),
    (502, b"<html>502 Bad Gateway</html>", "unclear"),
    (200, {"code": 500, "message": "Not enough funds"}, "unclear"),
    (408, {"error": "Bad link"}, "unclear"),
    # The panel's own crash, printed as an error.
    (200, {"error": "SQLSTATE[23000]: Column 'link' cannot be null"}, "unclear"),
    (200, {"error": "Duplicate entry '5-1' for key 'orders.PRIMARY'"}, "unclear"),
    (400, {"error": "Undefined index: link"}, "unclear"),
    (200, {"error": "Undefined variable $service"}, "unclear"),
    (200, {"error": "Trying to get property 'quantity' of non-object"}, "unclear"),
    (200, {"error": 'Attempt to read property "service" on null'}, "unclear"),
    (200, {"error": "Call to a member function link() on bool"}, "unclear"),
    (200, {"error": "TypeError: Cannot read properties of undefined (reading 'link')"}, "unclear"),
    (200, {"error": "KeyError: 'service'"}, "unclear"),
    (200, {"error": "PDOException: could not find service"}, "unclear"),
    (200, {"error": "java.lang.NullPointerException: service"}, "unclear"),
    (200, {"error": "Maximum execution time of 30 seconds exceeded"}, "unclear"),
    (200, {"error": "Service Unavailable"}, "unclear"),
    (200, {"error": "The service is temporarily unavailable."}, "unclear"),
    (200, {"error": "Gateway Timeout"}, "unclear"),
    (200, {"error": "connect ECONNREFUSED 10.0.0.1:3306"}, "unclear"),
    (200, {"error": "Request failed with status code 502"}, "unclear"),
    (200, {"error": "Failed to connect to the service"}, "unclear"),
    (200, {"error": "Something went wrong with your link"}, "unclear"),
    (200, {"error": "An error occurred while processing quantity"}, "unclear"),
    (200, {"error": "Ошибка сервера: ссылка"}, "unclear"),
    (200, {"message": "Bad link", "exception": "QueryException", "trace": [{}]}, "unclear"),
    (200, {"error": "Bad link", "stack": "at add (/srv/api.js:7)"}, "unclear"),
    (200, WARNING + b'{"error": "Bad link"}', "unclear"),
    # Words that nobody knows, and words that say the contrary of no.
    (200, {"error": "Gblfx"}, "unclear"),
    (400, {"message": "Zzz"}, "unclear"),
    (200, {"error": "Insufficient balance, but the order was created"}, "unclear"),
    (200, {"message": "Your order with this bad link was received"}, "unclear"),
    (200, {"error": 105}, "unclear"),
    # What a supplier has refused the panel may have booked.
    (200, {"error": "Provider: Not enough funds on balance"}, "unclear"),
    (200, {"error": "Supplier balance is insufficient"}, "unclear"),
    (200, {"error": "API error: neworder.error.not_enough_funds"}, "unclear"),
    (200, {"error": "Your order was sent to the supplier: Bad link"}, "unclear"),
    (200, {"error": "Service disabled by provider"}, "unclear"),
    (400, {"error": "Upstream returned: Incorrect service ID"}, "unclear"),
    (429, {"error": "Provider: too many requests"}, "unclear"),
    (200, {"error": "Недостаточно средств у поставщика"}, "unclear"),
    (200, {"error": "Sağlayıcı bakiyesi yetersiz"}, "unclear"),
    (200, {"error": "Failed to place order"}, "unclear"),
    (200, {"error": "Order failed. Balance has been refunded"}, "unclear"),
    (200, {"error": "Order #23501 failed: Bad link"}, "unclear"),
    (200, {"error": "Order limit reached: 3 orders are processing for this link"}, "unclear"),
    (200, {"status": "Pending", "error": "Bad link"}, "unclear"),
    (200, {"status": "queued", "message": "Not enough funds"}, "unclear"),
    (200, {"success": True, "message": "Bad link"}, "unclear"),
    (200, {"message": "Insufficient balance"}, "unclear"),
    (200, {"error": "余额不足"}, "unclear"),
    (402, {"message": "Payment Required"}, "unclear"),
    (409, {"error": "Order already exists", "order_id": 7}, "unclear 7"),
    (419, {"message": "CSRF token mismatch."}, "unclear"),
    (404, {"message": "Not Found"}, "unclear"),
    (401, b"<html>Unauthorized</html>", "unclear"),
    # FloodLimits: 429, or words that can mean nothing else.
    (429, {"error": "Too many requests"}, "busy"),
    (429, b"", "busy"),
    (429, b"<html>", "busy"),
    (429, {"error": "Not enough funds"}, "busy"),
    (200, {"error": "Rate limit exceeded."}, "busy"),
    (200, {"status": "error", "msg": "The system is in maintenance"}, "busy"),
    (200, {"status": "error", "msg": "Hệ thống đang bảo trì"}, "busy"),
    (400, {"error": "Too many failed attempts"}, "busy"),
    (200, {"error": "Our supplier is temporarily slow, maintenance of your order"}, "unclear"),
    # Refused.
    (200, {"error": "Not enough funds on balance"}, "refused funds"),
    (200, {"success": False, "error": "The account is inactive."}, "refused account"),
    (
        200,
        {"status": "error", "msg": "Invalid API key", "error": "Invalid API key"},
        "refused auth",
    ),
    (200, {"errors": ["Bad link"]}, "refused link"),
    (200, {"data": None, "error": {"code": 401, "message": "Wrong"}}, "refused auth"),
    (200, {"error": "neworder.error.min_quantity"}, "refused quantity"),
    (200, {"order": 0, "error": "Incorrect service ID"}, "refused service"),
    (200, {"order": "null", "error": "Incorrect service ID"}, "refused service"),
    (200, {"error": "Bad link", "id": 5}, "refused link"),
    (200, {"result": {"status": "fail", "message": "Bad link"}}, "refused link"),
    (200, {"data": [{"error": "Bad link"}]}, "refused link"),
    (200, {"ok": False, "description": "Bad link"}, "refused link"),
    (
        200,
        {"error": "This service is temporarily unavailable. Please try another"},
        "refused service",
    ),
    (400, {"statusCode": 400, "message": ["Bad link"], "error": "Bad Request"}, "refused link"),
    (422, {"message": "x", "errors": {"quantity": ["zu klein"]}}, "refused quantity"),
    (422, {"message": "x", "errors": {"runs": ["zu klein"]}}, "refused fields"),
    (422, {"error": "You have active order with this link"}, "refused duplicate"),
    (401, {"message": "Gblfx"}, "refused auth"),
    (403, {"error": "Forbidden"}, "refused auth"),
    (403, {"id": "cf-8f2", "title": "Access denied"}, "refused auth"),
]

# Of the order, or the refill, 23501.
REFILL: list[Row] = [
    (200, {"refill": "1"}, "yes 1"),
    (200, {"refill": 12345, "success": "Refill requested"}, "yes 12345"),
    (200, {"refill": "23501"}, "yes 23501"),
    (200, {"refill": "ref_77"}, "yes ref_77"),
    (200, {"refill": True}, "yes"),
    (200, {"refill": {"id": 5}}, "yes 5"),
    (200, {"status": "success", "data": {"refill_id": 5}}, "yes 5"),
    (200, [{"order": 23501, "refill": 5}], "yes 5"),
    (200, {"23501": {"refill": 5}}, "yes 5"),
    (200, {"status": "Success", "message": "Refill request has been received"}, "yes"),
    (200, {"success": True}, "yes"),
    (200, {"success": "Your request was sent"}, "yes"),
    (200, {"error": "Refill is disabled for this service"}, "refused refill"),
    (200, {"refill": {"error": "Refill is disabled for this service"}}, "refused refill"),
    (200, {"23501": {"error": "Incorrect order ID"}}, "refused order_id"),
    (200, {"23501": "Incorrect order ID"}, "refused order_id"),
    (200, {"refill": "Refill not available yet"}, "refused refill"),
    (200, {"status": 0, "msg": "No refill"}, "refused refill"),
    (200, {"error": "This action is Invalid"}, "refused request"),
    (200, {"refill": 0}, "unclear"),
    (200, {"refill": False}, "unclear"),
    (200, {"refill": None}, "unclear"),
    (200, {"refill": "Gblfx"}, "unclear"),
    (200, {"refill": "wait24h"}, "unclear"),
    (200, {"refill": "refill_disabled_30"}, "unclear"),
    (200, {"refill": "not_available_24"}, "unclear"),
    (200, {"refill": [{"order": 23501, "refill": 5}]}, "yes 5"),
    (200, {"error": "Gblfx"}, "unclear"),
    (200, {"status": "Success", "message": "Refill is not possible"}, "unclear"),
    (200, {"success": "Refill failed"}, "unclear"),
    (200, {"refill": 5, "error": "Gblfx"}, "unclear"),
    (200, [{"order": 9, "refill": 5}], "unclear"),
    (200, {"message": "Refill"}, "unclear"),
    (200, {}, "unclear"),
    (200, b"", "unclear"),
    (404, {"message": "Not Found"}, "unclear"),
    (500, {"refill": 5}, "unclear"),
    (200, b'<html><script>x = {"refill": 5}</script></html>', "unclear"),
    (500, {"error": "Refill is disabled for this service"}, "unclear"),
    (429, {"error": "Slow down"}, "busy"),
]
CANCEL: list[Row] = [
    (200, {"cancel": 1}, "yes 1"),
    (200, {"cancel": "ord_12"}, "yes ord_12"),
    (200, {"cancel": "true"}, "yes"),
    (200, [{"order": 23501, "cancel": 1}], "yes 1"),
    (200, [{"orderId": "0023501", "cancel": True}], "yes"),
    (200, {"data": [{"order": 23501, "cancel": 1}]}, "yes 1"),
    (200, {"23501": {"cancel": 1}}, "yes 1"),
    (200, {"status": "Success", "message": "Cancel request received"}, "yes"),
    (200, {"success": True}, "yes"),
    (200, [{"order": 23501, "cancel": {"error": "Incorrect order ID"}}], "refused order_id"),
    (200, [{"order": 23501, "error": "Cancel not allowed"}], "refused cancel"),
    (200, {"23501": {"error": "Cancel not allowed"}}, "refused cancel"),
    (200, {"cancel": "Cancel is disabled for this service"}, "refused cancel"),
    (403, {"error": "Cancel not allowed"}, "refused cancel"),
    (200, {"cancel": 0}, "unclear"),
    (200, {"cancel": "not_allowed_1"}, "unclear"),
    (200, {"23501": {"cancel": "requested"}}, "yes"),
    (200, {"23501": {"error": "Cannot cancel"}}, "refused cancel"),
    (200, {"cancel": "0"}, "unclear"),
    (200, {"cancel": {"error": "no"}}, "unclear"),
    (200, {"cancel": {}}, "unclear"),
    (200, {"cancel": "Gblfx"}, "unclear"),
    (200, [{"order": 23501, "cancel": 0}], "unclear"),
    (200, [{"order": 9, "cancel": 1}], "unclear"),
    (200, [{"order": 9, "cancel": {"error": "Incorrect order ID"}}], "unclear"),
    (200, {"order": 9, "cancel": 1}, "unclear"),
    (200, {"message": "OK"}, "unclear"),
    (200, [], "unclear"),
    (200, {}, "unclear"),
    (200, b"<html>", "unclear"),
    (200, b'<html><script>x = {"cancel": 1}</script></html>', "unclear"),
    (404, {"message": "Not Found"}, "unclear"),
    (403, {"message": "Gblfx"}, "unclear"),
    (502, {"cancel": 1}, "unclear"),
]
STATUS: list[Row] = [
    (200, {"status": "Pending"}, "Pending pending"),
    (200, {"status": "Partial", "remains": "+12", "charge": "0.1"}, "Partial partial 12"),
    (200, {"data": {"status": "Completed", "remains": "0"}}, "Completed completed 0"),
    (200, {"result": [{"status": "Pending"}]}, "Pending pending"),
    (200, [{"order": 23501, "status": "In progress"}], "In progress in_progress"),
    (200, {"23501": {"status": "Canceled"}}, "Canceled canceled"),
    (200, {"data": {"23501": {"status": "Canceled"}}}, "Canceled canceled"),
    (200, {"23501": "Completed"}, "Completed completed"),
    (200, {"status": "success", "order_status": "Processing"}, "Processing processing"),
    (200, {"status": 1, "data": {"status": "Pending"}}, "Pending pending"),
    (200, {"status": "success", "message": "", "order": {"status": "Pending"}}, "Pending pending"),
    (200, {"status": "Pending", "message": "Order found"}, "Pending pending"),
    (200, {"status": "Canceled", "error": "The link is private"}, "Canceled canceled"),
    (200, {"status": "Error", "remains": "5", "charge": "1"}, "Error attention 5"),
    (200, {"data": {"status": "Success", "remains": "0"}}, "Success completed 0"),
    (200, {"status": 2, "charge": "1"}, "2 ?"),
    (200, {"status": "Beamed up", "remains": "0"}, "Beamed up ? 0"),
    (200, {"status": "Teleported"}, "Teleported ?"),
    (200, {"status": "Active", "orders": [1, 2]}, "Active active"),
    (200, {"status": "error", "msg": "The system is in maintenance"}, "busy"),
    (200, {"status": "error", "msg": "Sistem bakım modunda"}, "busy"),
    (200, {"status": "maintenance"}, "unclear"),
    (200, {"success": False, "message": "Mantenimiento"}, "busy"),
    (200, {"status": "fail", "message": "Order not found"}, "refused order_id"),
    (200, {"error": "Incorrect order ID"}, "refused order_id"),
    (200, {"23501": {"error": "Incorrect order ID"}}, "refused order_id"),
    (200, {"23501": "Incorrect order ID"}, "refused order_id"),
    (404, {"error": "Order not found"}, "refused order_id"),
    (200, {"status": "denied", "message": "Invalid API key"}, "refused auth"),
    (200, {"error": "Gblfx"}, "refused unknown"),
    (200, {"status": "success"}, "unclear"),
    (200, {"status": "error"}, "unclear"),
    (200, {"status": "success", "message": "OK"}, "unclear"),
    (200, {"status": "success", "charge": "1", "remains": "90"}, "unclear"),
    (200, {"status": 200, "data": []}, "unclear"),
    (200, [{"order": 9, "status": "Completed"}], "unclear"),
    (200, {"error": "Undefined index: order"}, "unclear"),
    (404, {"message": "Not Found"}, "unclear"),
    (404, {"status": 404}, "unclear"),
    (500, {"status": "Completed", "remains": "0"}, "unclear"),
    (200, None, "unclear"),
    # A word of the envelope is not the order's, whatever it is.
    (
        200,
        {"status": "completed", "data": {"status": "In progress", "remains": "50"}},
        "In progress in_progress 50",
    ),
    (200, {"status": "Completed", "data": {"status": "Pending"}}, "Pending pending"),
    (200, {"status": "done", "data": {"status": "Partial", "charge": "1"}}, "Partial partial"),
    (
        200,
        {"status": "accepted", "order": {"id": 23501, "status": "Canceled", "remains": "9"}},
        "Canceled canceled 9",
    ),
    (
        200,
        {"status": "finished", "result": {"order_status": "Partial", "remains": "20"}},
        "Partial partial 20",
    ),
    (
        200,
        {"status": "processed", "data": [{"order": 23501, "status": "Paused"}]},
        "Paused paused",
    ),
    (
        200,
        {"status": "success", "data": {"status": "success", "data": {"status": "Canceled"}}},
        "Canceled canceled",
    ),
    (200, {"23501": {"status": "success", "data": {"status": "Paused"}}}, "Paused paused"),
    (200, {"status": "Active", "orders": [{"status": "Canceled"}]}, "Active active"),
    (200, {"status": "Active", "orders": [{"order": 1, "status": "Canceled"}]}, "Active active"),
    (200, {"Status": "Partial", "Remains": "157", "Charge": "1"}, "Partial partial 157"),
    (200, {"status": "Partial", "Remains": "157"}, "Partial partial 157"),
    # What is missing is read where it can be read in one way only.
    (200, b'{"status": "Partial", "remains": 157.000}', "Partial partial 157"),
    (200, b'{"status": "Partial", "remains": 1.000}', "Partial partial 1"),
    (200, {"status": "Partial", "remains": "157.000"}, "Partial partial"),
    (200, {"status": "Partial", "remains": "157.00"}, "Partial partial 157"),
    (200, {"status": "Partial", "remains": "1,570"}, "Partial partial 1570"),
    (200, {"status": "Partial", "remains": "15%"}, "Partial partial"),
    (200, {"status": "Partial", "remains": "157/1000"}, "Partial partial"),
    (200, {"status": "Partial", "remains": None, "remain": "157"}, "Partial partial 157"),
    (200, {"status": "Partial (157)", "remains": "157"}, "Partial (157) ? 157"),
    # Beside words that nothing is known of the order, a state is none.
    (200, {"error": "Incorrect order ID", "status": "Canceled"}, "refused order_id"),
    (
        200,
        {"error": "Incorrect order ID", "status": "Completed", "remains": "0"},
        "refused order_id",
    ),
    (200, {"success": False, "status": "Canceled"}, "unclear"),
    (
        200,
        {"success": False, "status": "canceled", "message": "Order not found"},
        "refused order_id",
    ),
    (
        200,
        {"success": False, "error": "Order not found", "data": {"status": "Canceled"}},
        "refused order_id",
    ),
    (200, {"code": 404, "status": "Canceled", "msg": "Order not found"}, "refused order_id"),
    (200, {"code": 500, "status": "Completed"}, "unclear"),
    (200, {"status": "Canceled", "error": "SQLSTATE[HY000]: gone away"}, "unclear"),
    (200, {"status": "Canceled", "message": "Request canceled: timeout"}, "unclear"),
    (200, {"status": "Expired", "message": "Your API key has expired"}, "unclear"),
    (200, {"status": "rejected", "message": "Invalid API key"}, "refused auth"),
    (
        200,
        {"status": "Canceled", "error": "Account suspended", "remains": 9},
        "Canceled canceled 9",
    ),
    # Nor is one of another order, or in a page.
    (200, {"order": 9, "status": "Canceled"}, "unclear"),
    (200, {"order_id": "9", "status": "Partial", "remains": "100"}, "unclear"),
    (200, {"data": {"order": 9, "status": "Canceled"}}, "unclear"),
    (200, {"order": "ORD-9", "status": "Canceled"}, "Canceled canceled"),
    (200, {"23501": {"order": 9, "status": "Canceled"}}, "Canceled canceled"),
    (200, b'Fatal error: Uncaught PDOException {"status": "Canceled"}', "unclear"),
    (200, b'<html><script>x = {"status": "Canceled"}</script></html>', "unclear"),
    (200, WARNING + b'{"status": "Canceled"}', "Canceled canceled"),
]
REFILL_STATUS: list[Row] = [
    (200, {"status": "Completed"}, "Completed completed"),
    (200, [{"refill": 23501, "order": 5, "status": "Rejected"}], "Rejected rejected"),
    (200, {"data": {"status": "In progess"}}, "In progess in_progress"),
    (200, {"status": "success", "refill_status": "Pending"}, "Pending pending"),
    (200, {"refill": 23501, "status": "Success"}, "Success completed"),
    (200, {"status": "error", "msg": "Refill not found"}, "refused refill"),
    (200, [{"refill": 23501, "status": {"error": "Refill not found"}}], "refused refill"),
    (200, {"status": "success", "message": "OK"}, "unclear"),
    (200, [{"refill": 9, "status": "Completed"}], "unclear"),
    (200, {}, "unclear"),
]
BALANCE: list[Row] = [
    (200, {"balance": "100.84", "currency": "USD"}, "100.84 USD"),
    (200, {"status": "success", "balance": 5}, "5"),
    (200, {"data": {"balance": "5", "currency": "INR"}}, "5 INR"),
    (200, [{"balance": "5"}], "5"),
    (200, {"result": {"user": {"balance": "$5.10"}}}, "5.10 $"),
    (200, {"error": "Invalid API key"}, "refused auth"),
    (200, {"status": "error", "msg": "Hệ thống đang bảo trì"}, "busy"),
    (200, {"balance": None}, "unclear"),
    (200, {"balance": True}, "unclear"),
    (200, {"balance": "500¢"}, "unclear"),
    (200, {"balance": "5000 CENT"}, "unclear"),
    (200, {"balance": "GH¢ 5.00"}, "5.00 GH¢"),
    (200, {"balance": "100.00", "balancef": "100", "currency": "VND"}, "100.00 VND"),
    (200, {"balance": {"usd": "5", "eur": "4"}}, "unclear"),
    (500, {"balance": "5"}, "unclear"),
    (200, b'<html><script>x = {"balance": "5"}</script></html>', "unclear"),
]
SERVICES: list[Row] = [
    (200, [{"service": 1}], "list"),
    (200, {"data": [{"service": 1}], "error": None}, "list"),
    (200, {"error": "Invalid API key"}, "refused auth"),
    (200, {"status": "error", "msg": "Under maintenance"}, "busy"),
    (503, [{"service": 1}], "unclear"),
    (200, b"<html>", "unclear"),
]

TAKEN = """
    Insufficient funds at provider, order pending
    Order #23501 already placed with insufficient balance warning
    Order is being processed. Insufficient refill
    Your order with this bad link was received
    Not enough funds and order created
    Not enough funds on provider, order queued
    Not enough funds (order is on hold)
    Order accepted - not enough funds at supplier
    Insufficient quantity, order started partially
    Insufficient quantity; order 23501 saved
    Insufficient funds. Status: pending
    Insufficient funds - pending
    Low balance: order will start later
    Insufficient balance. Your order ID is 23501
    Bad link. Order No. 77
    Service disabled by supplier, your order has been queued
    Service not found at provider. Order saved
    Invalid link, we have placed your order anyway
    Insufficient balance; order will be processed after top up
    Not enough funds, order awaiting payment
    Insufficient funds, but order already placed
    Duplicate link warning, order created
    Order in queue. Insufficient balance
    Quantity less than minimal 100, order was completed partially
    Invalid link. Funds deducted
    Account is private, order pending
    Order has been added to queue: channel not found
    Недостаточно средств у поставщика, заказ в обработке
    Недостаточно средств, заказ создан
    Yetersiz bakiye, sipariş beklemede
    Saldo insuficiente, pedido pendiente
    Saldo insuficiente no fornecedor, pedido criado
    Saldo tidak cukup, pesanan sedang diproses
    Số dư không đủ, đơn hàng đang chờ xử lý
    الرصيد غير كافي، الطلب قيد الانتظار
    बैलेंस कम है, ऑर्डर लंबित है
""".strip().split("\n    ")
"""Refusals of funds, services, quantities and links that say that an order exists."""

NOT_TAKEN = """
    You have active order with this link. Please wait until order being completed.
    You cannot start a new order with the same link that is already in progress.
    An identical order was just placed
    Order not placed: insufficient funds
    Insufficient funds. Your order cannot be placed
    Not enough funds, order was not created
    Order could not be accepted: bad link
    Insufficient balance. Please add funds before order is placed
    Your order can be placed once you add funds. Insufficient funds
    Minimum order: 1000
    Maximum order 5000
    Service ID 123 not found
    You have a pending order with this link
    There is already a pending order for this link
    Your previous order with this link is being processed
    Only public links are accepted
    Link is being processed
    Order already in progress for this link
    Duplicate order submitted
    Order rejected. Insufficient balance
    Заказ не создан: недостаточно средств
    Sipariş oluşturulamadı: yetersiz bakiye
    No se pudo crear el pedido: saldo insuficiente
    Não foi possível criar o pedido: saldo insuficiente
    Pesanan gagal dibuat, saldo tidak cukup
    Không thể tạo đơn hàng: số dư không đủ
""".strip().split("\n    ")
"""Refusals that speak of orders, and of none that was taken."""
