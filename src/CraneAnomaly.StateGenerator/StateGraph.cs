using Microsoft.CodeAnalysis;

namespace CraneAnomaly.StateGenerator;

/// <summary>All types that lie behind the fields of the roots. What cannot be written is an error.</summary>
internal sealed class StateGraph(Compilation compilation, Action<Diagnostic> report, CancellationToken cancellation)
{
    private const string Attributes = "CraneAnomaly.Checkpoints.";

    private readonly Dictionary<ITypeSymbol, StateType> _known = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ITypeSymbol, List<IParameterSymbol>> _captures = new(SymbolEqualityComparer.Default);
    private readonly Kinds _kinds = new(compilation);
    private readonly List<StateType> _types = [];
    private readonly Queue<StateType> _unread = new();

    /// <summary>The types, in the order in which they were met.</summary>
    public IReadOnlyList<StateType> Types => _types;

    /// <summary>Adds a type and everything behind it.</summary>
    public StateType Add(INamedTypeSymbol root)
    {
        var type = Of(root, root, root.Name);
        while (_unread.Count > 0) ReadFields(_unread.Dequeue());

        // What the constructor made comes before what collections hold, which was made later and refers to it.
        foreach (var known in _types)
        {
            StateField[] ordered = [.. known.Fields.OrderBy(field => Rank(field.Type.Shape))];
            known.Fields.Clear();
            known.Fields.AddRange(ordered);
        }

        while (_types.Where(MayBeValue).ToList() is { Count: > 0 } values) values.ForEach(value => value.IsValue = true);
        return type;
    }

    private static int Rank(StateShape shape) => shape switch
    {
        StateShape.Given => 0,
        StateShape.Plain or StateShape.Bool or StateShape.Text or StateShape.Class => 1,
        _ => 2,
    };

    private static bool MayBeValue(StateType type) =>
        !type.IsValue && !type.IsKept && type.Restored is null && type.Shape == StateShape.Class && type.Symbol.IsSealed
        && type.Fields.All(field => field.IsReadOnly && field.Type.IsConstant);

    private StateType Of(ITypeSymbol symbol, ISymbol from, string path)
    {
        if (_known.TryGetValue(symbol, out var known)) return known;
        cancellation.ThrowIfCancellationRequested();
        var (shape, parts) = ShapeOf(symbol);
        if (shape is null) report(Problems.Unsupported(from, path, symbol));
        if (!IsNameable(symbol)) report(Problems.NotNameable(from, path, symbol));
        var type = new StateType(_types.Count, symbol, shape ?? StateShape.Given);
        _types.Add(type);
        _known.Add(symbol, type);
        foreach (var part in parts) type.Parts.Add(Of(part, from, path));
        if (type.Shape is StateShape.Class or StateShape.Struct or StateShape.InlineArray) _unread.Enqueue(type);
        return type;
    }

    private (StateShape? Shape, IReadOnlyList<ITypeSymbol> Parts) ShapeOf(ITypeSymbol symbol)
    {
        if (Runtime.ShapeOf(symbol) is { } known) return known;
        if (symbol is INamedTypeSymbol node && node.OriginalDefinition.ToDisplayString() == "System.Collections.Generic.LinkedListNode<T>")
        {
            var list = compilation.GetTypeByMetadataName("System.Collections.Generic.LinkedList`1")!;
            return (StateShape.LinkedNode, [list.Construct(node.TypeArguments[0])]);
        }

        if (symbol is not INamedTypeSymbol named || !IsOurs(named)) return (null, []);
        if (Has(named, "NotStateAttribute") && !named.IsValueType) return (StateShape.Given, []);
        return named.TypeKind switch
        {
            TypeKind.Enum => (StateShape.Plain, []),
            TypeKind.Delegate => (StateShape.Given, []),
            TypeKind.Struct when named.GetAttributes().Any(a => a.AttributeClass?.Name == "InlineArrayAttribute") => (StateShape.InlineArray, []),
            TypeKind.Struct when !named.IsRefLikeType => (StateShape.Struct, []),
            TypeKind.Class or TypeKind.Interface => (StateShape.Class, []),
            _ => (null, []),
        };
    }

    private void ReadFields(StateType type)
    {
        var symbol = (INamedTypeSymbol)type.Symbol;
        if (type.Shape == StateShape.Class && !symbol.IsSealed)
        {
            foreach (var kind in _kinds.Of(symbol))
            {
                if (Has(kind, "NotStateAttribute")) type.GivenKinds.Add(kind);
                else type.Kinds.Add(SymbolEqualityComparer.Default.Equals(kind, symbol) ? type : Of(kind, kind, $"{symbol.Name} > {kind.Name}"));
            }
        }

        if (symbol.TypeKind == TypeKind.Interface) return;
        var owners = new Stack<INamedTypeSymbol>();
        for (var owner = symbol; owner is not null && owner.SpecialType is not (SpecialType.System_Object or SpecialType.System_ValueType); owner = owner.BaseType)
            owners.Push(owner);
        foreach (var owner in owners)
        {
            if (!IsOurs(owner))
            {
                report(Problems.Unsupported(symbol, symbol.Name, owner));
                continue;
            }

            ReadFields(type, owner);
            if (owner.GetMembers().OfType<IMethodSymbol>().FirstOrDefault(method => Has(method, "RestoredAttribute")) is { } restored)
                type.Restored = restored.Name;
        }
    }

    private void ReadFields(StateType type, INamedTypeSymbol owner)
    {
        var fields = owner.OriginalDefinition.GetMembers().OfType<IFieldSymbol>()
            .Where(field => !field.IsStatic && !field.IsConst)
            .OrderBy(field => field.Name, StringComparer.Ordinal);
        foreach (var field in fields)
        {
            if (Has(field, "NotStateAttribute") || (field.AssociatedSymbol is { } property && Has(property, "NotStateAttribute")))
            {
                type.IsKept = true;
                continue;
            }

            var closed = owner.GetMembers(field.Name).OfType<IFieldSymbol>().Single();
            Add(type, owner, field.Name, field.Type, closed.Type, field.AssociatedSymbol ?? field, field.IsReadOnly);
        }

        var constructors = owner.InstanceConstructors;
        foreach (var parameter in CapturesOf(owner.OriginalDefinition))
        {
            if (Has(parameter, "NotStateAttribute"))
            {
                type.IsKept = true;
                continue;
            }

            var closed = constructors.SelectMany(made => made.Parameters)
                .First(p => SymbolEqualityComparer.Default.Equals(p.OriginalDefinition, parameter));
            Add(type, owner, $"<{parameter.Name}>P", parameter.Type, closed.Type, parameter, isReadOnly: false);
        }
    }

    private void Add(
        StateType type, INamedTypeSymbol owner, string name, ITypeSymbol declared, ITypeSymbol closed, ISymbol from, bool isReadOnly) =>
        type.Fields.Add(new(name, owner, declared, Of(closed, from, $"{owner.Name}.{from.Name}"), isReadOnly));

    private List<IParameterSymbol> CapturesOf(INamedTypeSymbol type)
    {
        if (!_captures.TryGetValue(type, out var captures))
            _captures.Add(type, captures = [.. Captures.Of(type, compilation, cancellation)]);
        return captures;
    }

    private bool IsOurs(INamedTypeSymbol type) => SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, compilation.Assembly);

    private static bool Has(ISymbol symbol, string attribute) =>
        symbol.GetAttributes().Any(found => found.AttributeClass?.ToDisplayString() == Attributes + attribute);

    private static bool IsNameable(ITypeSymbol type)
    {
        if (type is IArrayTypeSymbol array) return IsNameable(array.ElementType);
        for (ITypeSymbol? at = type; at is INamedTypeSymbol named; at = at.ContainingType)
        {
            if (named.DeclaredAccessibility is Accessibility.Private or Accessibility.Protected or Accessibility.ProtectedAndInternal) return false;
            if (!named.IsTupleType && !named.TypeArguments.All(IsNameable)) return false;
        }

        return true;
    }
}
