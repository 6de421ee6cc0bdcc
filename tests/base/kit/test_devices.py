from __future__ import annotations

import pytest

from saolang.base.kit.devices import device_of

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0.0.0 Safari/537.36"
SAYS = [
    (CHROME, "Chrome, Windows"),
    (CHROME.replace("Chrome/126", "coc_coc_browser/120 Chrome/114"), "Cốc Cốc, Windows"),
    (f"{CHROME} Edg/126.0.0.0", "Edge, Windows"),
    ("Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0", "Firefox, Linux"),
    ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36", "Chrome, Android"),
    ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Safari/604.1", "Safari, iPhone"),
    ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/17.5 Safari/605.1.15", "Safari, Mac"),
    ("curl/8.0 (Windows)", "Windows"),
    ("", ""),
]


@pytest.mark.parametrize(("user_agent", "device"), SAYS)
def test_device_is_browser_and_system(user_agent: str, device: str) -> None:
    assert device_of(user_agent) == device
