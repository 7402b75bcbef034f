// Who touched which byte last: how the strict build sees races. Used by one host thread at a time.
#pragma once

#include <cstdint>

namespace lethe {

void shadow_begin_launch();
void shadow_begin_block(int threads);

/** __syncwarp: what the lanes of the mask did before is ordered before what they do after. */
void shadow_sync_warp(int warp, uint32_t mask);

}  // namespace lethe
