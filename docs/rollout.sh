#!/usr/bin/env bash
# rollout.sh DEPLOY_ID URL: takes a deployment through all regions, in the order of regions.rollout.
# URL is any process of any region, such as https://eu.shop.example.com. Needs two programs in the PATH, each called with the name of a region:
# deploy-region returns when the region runs nothing but the deployment, roll-back-region when it runs nothing of it.
set -euo pipefail
id=$1 url=$2/actuator/regions/rollout/$1 deployed=()
while :; do
  if answer=$(curl -fsS --max-time 30 "$url?status=200"); then
    echo "$answer"
    case $answer in
      *'"decision":"back"'*)
        for region in "${deployed[@]}"; do roll-back-region "$region"; done
        exit 1 ;;
      *'"complete":true'*) exit 0 ;;
      *'"decision":"go"'*)
        regions=$(sed -n 's/.*"regions":\[\([^]]*\)\].*/\1/p' <<<"$answer" | tr -d '"' | tr ',' ' ')
        for region in $regions; do
          deployed+=("$region")
          deploy-region "$region" &
        done
        wait ;;
    esac
  fi
  sleep "${ROLLOUT_PAUSE:-15}"
done
