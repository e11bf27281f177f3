using Microsoft.CodeAnalysis;

namespace CraneAnomaly.StateGenerator;

/// <summary>A type that state is made of, with all its type arguments.</summary>
internal sealed class StateType(int number, ITypeSymbol symbol, StateShape shape)
{
    public int Number { get; } = number;

    public ITypeSymbol Symbol { get; } = symbol;

    public StateShape Shape { get; } = shape;

    /// <summary>What it holds: elements, keys and values, parts of a tuple.</summary>
    public List<StateType> Parts { get; } = [];

    /// <summary>Its fields, those of base types first.</summary>
    public List<StateField> Fields { get; } = [];

    /// <summary>The classes that an object of this static type can have; empty for exactly this one.</summary>
    public List<StateType> Kinds { get; } = [];

    /// <summary>Kinds that are not written, but have to be there.</summary>
    public List<ITypeSymbol> GivenKinds { get; } = [];

    /// <summary>
    /// Whether its objects never change: which of two equal ones is where means nothing, and they are written like values.
    /// </summary>
    public bool IsValue { get; set; }

    /// <summary>Whether a value of it has no part that is an object of its own.</summary>
    public bool IsConstant => Shape switch
    {
        StateShape.Plain or StateShape.Bool or StateShape.Text => true,
        StateShape.Class => IsValue,
        StateShape.Nullable or StateShape.Tuple or StateShape.ReadOnlyList => Parts.All(part => part.IsConstant),
        StateShape.Struct => Fields.All(part => part.Type.IsConstant),
        _ => false,
    };

    /// <summary>Whether an object of it can only be found, never made: it has more than is written.</summary>
    public bool IsKept { get; set; }

    /// <summary>Called when everything was read.</summary>
    public string? Restored { get; set; }

    public string Name => Names.Of(Symbol);
}

/// <summary>A field that is written.</summary>
internal sealed class StateField(string name, INamedTypeSymbol owner, ITypeSymbol declared, StateType type, bool isReadOnly)
{
    /// <summary>Its name in the assembly, which for those the compiler makes is none in the language.</summary>
    public string Name { get; } = name;

    /// <summary>The type that declares it, with its arguments.</summary>
    public INamedTypeSymbol Owner { get; } = owner;

    /// <summary>Its type as it is declared, by the parameters of <see cref="Owner"/>.</summary>
    public ITypeSymbol Declared { get; } = declared;

    public StateType Type { get; } = type;

    /// <summary>Whether nobody assigns it after the object was made.</summary>
    public bool IsReadOnly { get; } = isReadOnly;
}

/// <summary>How types are named in generated code.</summary>
internal static class Names
{
    public static string Of(ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
}
