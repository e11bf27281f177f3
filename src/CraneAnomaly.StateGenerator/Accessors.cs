using System.Text;
using Microsoft.CodeAnalysis;

namespace CraneAnomaly.StateGenerator;

/// <summary>
/// The way to fields that are private or written once: one class for each type that declares some, with the same type
/// parameters, as <c>UnsafeAccessor</c> asks for. The runtime checks name and type.
/// </summary>
internal sealed class Accessors
{
    private readonly StringBuilder _code = new();
    private readonly Dictionary<ITypeSymbol, (string Name, List<StateField> Fields)> _owners = new(SymbolEqualityComparer.Default);

    /// <summary>The classes, for all fields that were asked for.</summary>
    public string Code
    {
        get
        {
            _code.Clear();
            foreach (var pair in _owners) Holder((INamedTypeSymbol)pair.Key, pair.Value.Name, pair.Value.Fields);
            return _code.ToString();
        }
    }

    /// <summary>A field of a value as a place that can be read and written.</summary>
    public string Place(StateField field, string value)
    {
        var definition = field.Owner.OriginalDefinition;
        if (!_owners.TryGetValue(definition, out var owner)) _owners.Add(definition, owner = ($"Of{_owners.Count}", []));
        int at = owner.Fields.FindIndex(known => known.Name == field.Name);
        if (at < 0)
        {
            at = owner.Fields.Count;
            owner.Fields.Add(field);
        }

        var arguments = Chain(field.Owner).SelectMany(type => type.TypeArguments).Select(Names.Of).ToList();
        string holder = arguments.Count == 0 ? owner.Name : $"{owner.Name}<{string.Join(", ", arguments)}>";
        return $"{holder}.F{at}({(field.Owner.IsValueType ? "ref " : "")}{value})";
    }

    private void Holder(INamedTypeSymbol type, string name, List<StateField> fields)
    {
        var parameters = Chain(type).SelectMany(at => at.TypeParameters).ToList();
        _code.Append("    // ").Append(Names.Of(type)).Append('\n');
        _code.Append("    private static class ").Append(name);
        if (parameters.Count > 0) _code.Append('<').Append(string.Join(", ", parameters.Select(p => p.Name))).Append('>');
        foreach (var parameter in parameters)
        {
            var constraints = Constraints(parameter).ToList();
            if (constraints.Count > 0) _code.Append(" where ").Append(parameter.Name).Append(" : ").Append(string.Join(", ", constraints));
        }

        _code.Append("\n    {\n");
        for (int i = 0; i < fields.Count; i++)
        {
            string by = type.IsValueType ? "ref " : "";
            _code.Append("        [System.Runtime.CompilerServices.UnsafeAccessor(System.Runtime.CompilerServices.UnsafeAccessorKind.Field, Name = \"")
                .Append(fields[i].Name).Append("\")]\n        public static extern ref ").Append(Names.Of(fields[i].Declared))
                .Append($" F{i}({by}").Append(Names.Of(type)).Append(" owner);\n");
        }

        _code.Append("    }\n\n");
    }

    private static IEnumerable<INamedTypeSymbol> Chain(INamedTypeSymbol type)
    {
        var chain = new Stack<INamedTypeSymbol>();
        for (var at = type; at is not null; at = at.ContainingType) chain.Push(at);
        return chain;
    }

    private static IEnumerable<string> Constraints(ITypeParameterSymbol parameter)
    {
        if (parameter.HasUnmanagedTypeConstraint) yield return "unmanaged";
        else if (parameter.HasValueTypeConstraint) yield return "struct";
        else if (parameter.HasReferenceTypeConstraint) yield return "class";
        else if (parameter.HasNotNullConstraint) yield return "notnull";
        foreach (var type in parameter.ConstraintTypes) yield return Names.Of(type);
        if (parameter.HasConstructorConstraint) yield return "new()";
        if (parameter.AllowsRefLikeType) yield return "allows ref struct";
    }
}
