// Checks one access of a kernel before it happens.
#pragma once

#include "shadow.h"

namespace lethe {

/** Ends the kernel if the running thread may not do this; pc is where in the image. */
void check_access(const Access& access, void* pc);

/** Ends the kernel if the address is not a multiple of so many bytes. */
void check_aligned(const Access& access, void* pc);

/** Ends the kernel if the running thread's stack is nearly used up. */
void check_stack(void* pc);

}  // namespace lethe
