namespace CraneAnomaly.StateGenerator;

/// <summary>How a value is written.</summary>
internal enum StateShape
{
    /// <summary>As it lies in memory: numbers, enumerations, and structs of the runtime without references and gaps.</summary>
    Plain,
    Bool,
    Text,
    Struct,
    InlineArray,
    Nullable,
    Tuple,
    Array,
    List,
    Dictionary,
    HashSet,
    Queue,
    Stack,
    PriorityQueue,
    SortedSet,
    SortedDictionary,
    LinkedList,

    /// <summary>A place in a linked list.</summary>
    LinkedNode,

    /// <summary>An interface of the runtime over a sequence with a count.</summary>
    ReadOnlyList,
    Memory,

    /// <summary>A class of ours, or what derives from it.</summary>
    Class,

    /// <summary>Not written: it has to be there.</summary>
    Given,
}
