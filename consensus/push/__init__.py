"""Web push: a device is told that something waits, though no page is open; offered only where the operator set a key.

``queue`` takes what is to be told, ``delivering`` brings it to the push service of each device, ``encrypting`` makes it readable
on that device alone, ``vapid`` says who asks.
"""
