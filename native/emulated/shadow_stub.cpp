// temp
#include "shadow.h"
namespace lethe { void shadow_begin_launch(){} void shadow_begin_block(int){} void shadow_sync_warp(int,uint32_t){} }
