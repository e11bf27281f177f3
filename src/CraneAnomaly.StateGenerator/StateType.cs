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

    /// <summary>Whether an object of it can only be found, never made: it has more than is written.</summary>
    public bool IsKept { get; set; }

    /// <summary>Called when everything was read.</summary>
    public string? Restored { get; set; }

    public string Name => Names.Of(Symbol);
}

/// <summary>A field that is written.</summary>
internal sealed class StateField(string name, INamedTypeSymbol owner, ITypeSymbol declared, StateType type)
{
    /// <summary>Its name in the assembly, which for those the compiler makes is none in the language.</summary>
    public string Name { get; } = name;

    /// <summary>The type that declares it, with its arguments.</summary>
    public INamedTypeSymbol Owner { get; } = owner;

    /// <summary>Its type as it is declared, by the parameters of <see cref="Owner"/>.</summary>
    public ITypeSymbol Declared { get; } = declared;

    public StateType Type { get; } = type;
}

/// <summary>How types are named in generated code.</summary>
internal static class Names
{
    public static string Of(ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
}
