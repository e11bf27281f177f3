using Microsoft.CodeAnalysis;

namespace CraneAnomaly.StateGenerator;

/// <summary>What is said of state that cannot be written.</summary>
internal static class Problems
{
    private static readonly DiagnosticDescriptor s_unsupported = new(
        "CRANES001", "No checkpoint can hold this",
        "{0} leads to {1}, which no checkpoint can hold: use a type that it knows, or mark the field or the type [NotState(\"why nothing is lost\")]",
        "State", DiagnosticSeverity.Error, true);

    private static readonly DiagnosticDescriptor s_notNameable = new(
        "CRANES002", "Private type in a checkpoint", "{0} leads to {1}, which is private: make it internal, so that it can be written",
        "State", DiagnosticSeverity.Error, true);

    public static Diagnostic Unsupported(ISymbol from, string path, ITypeSymbol type) =>
        Diagnostic.Create(s_unsupported, from.Locations.FirstOrDefault(), path, type.ToDisplayString());

    public static Diagnostic NotNameable(ISymbol from, string path, ITypeSymbol type) =>
        Diagnostic.Create(s_notNameable, from.Locations.FirstOrDefault(), path, type.ToDisplayString());
}
