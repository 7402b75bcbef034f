package dev.lethe.nn;

/** What a module tells of itself: its own parameters and buffers, then its children, each by a name. */
public interface Declaration {
    /** A parameter of the module. One that was declared before, elsewhere in the network, is shared and counts once. */
    void parameter(Parameter parameter);

    /** State that is no parameter but belongs to the model, such as running statistics. */
    void buffer(Buffer buffer);

    /**
     * A module inside this one; what it declares is named {@code name.…}.
     *
     * @param name without dots, and unlike the others of this module
     */
    void child(String name, Module module);
}
