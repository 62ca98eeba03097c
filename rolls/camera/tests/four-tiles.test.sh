#!/bin/bash
# appliance: frontend
# needs: { tile: 4 }
# within: 300
# One picture over four tiles: each shows the quarter that is its own.
set -euo pipefail
python3 - <<'PICTURE'
from PIL import Image

picture = Image.new("RGB", (2560, 1440), "red")
picture.paste("lime", (1280, 0, 2560, 720))
picture.paste("blue", (0, 720, 1280, 1440))
picture.paste("white", (1280, 720, 2560, 1440))
picture.save("/tmp/four-tiles.png")
PICTURE
cairn-wall /tmp/four-tiles.png </dev/null
rank=0
for color in 'ff 00 00' '00 ff 00' '00 00 ff' 'ff ff ff'; do
  seen=$(cairn run "tile-0-$rank" -- 'import -display :0 -window root -crop 1x1+640+360 -depth 8 rgb:- | od -An -tx1' </dev/null)
  echo "tile-0-$rank: $seen"
  [[ $seen = *"$color"* ]]
  rank=$((rank + 1))
done
