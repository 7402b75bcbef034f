/**
 * Data sets on the host: their file formats, a built-in generator, splits and label noise.
 *
 * <p>Nothing here knows a device. Whatever is wrong with a file is a {@link dev.lethe.data.DataException} that names
 * the file, the field and the value.
 */
package dev.lethe.data;
