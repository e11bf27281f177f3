using Microsoft.CodeAnalysis;

namespace CraneAnomaly.StateGenerator;

/// <summary>The classes of the assembly, and which of them an object of a type may have.</summary>
internal sealed class Kinds
{
    private readonly List<INamedTypeSymbol> _classes = [];

    public Kinds(Compilation compilation)
    {
        Collect(compilation.Assembly.GlobalNamespace);
        _classes.Sort((x, y) => string.CompareOrdinal(Names.Of(x), Names.Of(y)));
    }

    /// <summary>The classes that can be made and are a <paramref name="type"/>, with its type arguments.</summary>
    public IEnumerable<INamedTypeSymbol> Of(INamedTypeSymbol type)
    {
        foreach (var candidate in _classes)
        {
            if (candidate.IsAbstract || candidate.IsStatic) continue;
            foreach (var above in Above(candidate))
            {
                if (!SymbolEqualityComparer.Default.Equals(above.OriginalDefinition, type.OriginalDefinition)) continue;
                if (Fit(candidate, above, type) is { } fitted) yield return fitted;
                break;
            }
        }
    }

    private static IEnumerable<INamedTypeSymbol> Above(INamedTypeSymbol type)
    {
        for (var at = type; at is not null; at = at.BaseType) yield return at;
        foreach (var face in type.AllInterfaces) yield return face;
    }

    // The class whose base is the type: its parameters are what stands in the type where they stand in its base.
    private static INamedTypeSymbol? Fit(INamedTypeSymbol candidate, INamedTypeSymbol above, INamedTypeSymbol type)
    {
        var arguments = new Dictionary<ITypeSymbol, ITypeSymbol>(SymbolEqualityComparer.Default);
        if (!Match(above, type, arguments)) return null;
        if (!candidate.IsGenericType || candidate.TypeParameters.Length == 0) return candidate;
        var found = new ITypeSymbol[candidate.TypeParameters.Length];
        for (int i = 0; i < found.Length; i++)
            if (!arguments.TryGetValue(candidate.TypeParameters[i], out found[i])) return null;
        return candidate.Construct(found);
    }

    private static bool Match(ITypeSymbol pattern, ITypeSymbol type, Dictionary<ITypeSymbol, ITypeSymbol> arguments)
    {
        if (pattern is ITypeParameterSymbol parameter)
        {
            if (arguments.TryGetValue(parameter, out var known)) return SymbolEqualityComparer.Default.Equals(known, type);
            arguments.Add(parameter, type);
            return true;
        }

        if (pattern is not INamedTypeSymbol { IsGenericType: true } from || type is not INamedTypeSymbol to)
            return SymbolEqualityComparer.Default.Equals(pattern, type);
        if (!SymbolEqualityComparer.Default.Equals(from.OriginalDefinition, to.OriginalDefinition)) return false;
        for (int i = 0; i < from.TypeArguments.Length; i++)
            if (!Match(from.TypeArguments[i], to.TypeArguments[i], arguments)) return false;
        return true;
    }

    private void Collect(INamespaceOrTypeSymbol scope)
    {
        foreach (var member in scope.GetMembers())
        {
            if (member is not INamespaceOrTypeSymbol inner) continue;
            if (inner is INamedTypeSymbol { TypeKind: TypeKind.Class } type) _classes.Add(type);
            Collect(inner);
        }
    }
}
