// Requests that are the emulated driver's own, and reach it through cuDeviceGetByPCIBusId.
#pragma once

#include <string>

#include "driver.h"

namespace lethe {

/** "seed=7" sets a value; "parameters=NAME" asks, and cuGetErrorString(7806) has the answer. */
CUresult control(const std::string& request);

}  // namespace lethe
