using Microsoft.CodeAnalysis;

namespace CraneAnomaly.StateGenerator;

/// <summary>The types of the runtime that state may be made of.</summary>
internal static class Runtime
{
    private static readonly Dictionary<string, StateShape> s_shapes = new(StringComparer.Ordinal)
    {
        ["System.Collections.Generic.List<T>"] = StateShape.List,
        ["System.Collections.Generic.Dictionary<TKey, TValue>"] = StateShape.Dictionary,
        ["System.Collections.Generic.HashSet<T>"] = StateShape.HashSet,
        ["System.Collections.Generic.Queue<T>"] = StateShape.Queue,
        ["System.Collections.Generic.Stack<T>"] = StateShape.Stack,
        ["System.Collections.Generic.PriorityQueue<TElement, TPriority>"] = StateShape.PriorityQueue,
        ["System.Collections.Generic.SortedSet<T>"] = StateShape.SortedSet,
        ["System.Collections.Generic.SortedDictionary<TKey, TValue>"] = StateShape.SortedDictionary,
        ["System.Collections.Generic.LinkedList<T>"] = StateShape.LinkedList,
        ["System.Collections.Generic.IReadOnlySet<T>"] = StateShape.Given,
        ["System.Collections.Generic.IReadOnlyDictionary<TKey, TValue>"] = StateShape.Given,
        ["System.Collections.Generic.IReadOnlyList<T>"] = StateShape.ReadOnlyList,
        ["System.Collections.Generic.IReadOnlyCollection<T>"] = StateShape.ReadOnlyList,
        ["System.Collections.Generic.IEnumerable<T>"] = StateShape.ReadOnlyList,
        ["System.Collections.Generic.IEqualityComparer<T>"] = StateShape.Given,
        ["System.Collections.Generic.IComparer<T>"] = StateShape.Given,
        ["System.ReadOnlyMemory<T>"] = StateShape.Memory,
        ["System.DateTime"] = StateShape.Plain,
        ["System.TimeSpan"] = StateShape.Plain,
        ["System.Guid"] = StateShape.Plain,
        ["System.Int128"] = StateShape.Plain,
        ["System.UInt128"] = StateShape.Plain,
        ["System.Range"] = StateShape.Plain,
        ["System.Runtime.Intrinsics.Vector128<T>"] = StateShape.Plain,
        ["System.Runtime.Intrinsics.Vector256<T>"] = StateShape.Plain,
        ["System.StringComparer"] = StateShape.Given,
        ["System.TimeProvider"] = StateShape.Given,
        ["System.Text.Encoding"] = StateShape.Given,
        ["System.Threading.Lock"] = StateShape.Given,
    };

    public static (StateShape? Shape, IReadOnlyList<ITypeSymbol> Parts)? ShapeOf(ITypeSymbol type)
    {
        switch (type.SpecialType)
        {
            case SpecialType.System_Boolean: return (StateShape.Bool, []);
            case SpecialType.System_String: return (StateShape.Text, []);
            case >= SpecialType.System_Char and <= SpecialType.System_Double: return (StateShape.Plain, []);
        }

        if (type is IArrayTypeSymbol array) return array.Rank == 1 ? (StateShape.Array, [array.ElementType]) : (null, []);
        if (type is not INamedTypeSymbol named) return null;
        if (named.IsTupleType) return (StateShape.Tuple, [.. named.TupleElements.Select(element => element.Type)]);
        if (named.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T) return (StateShape.Nullable, named.TypeArguments);
        if (named.TypeKind == TypeKind.Delegate) return (StateShape.Given, []);
        if (!s_shapes.TryGetValue(named.OriginalDefinition.ToDisplayString(), out var shape)) return null;
        return (shape, shape is StateShape.Given or StateShape.Plain ? [] : named.TypeArguments);
    }
}
