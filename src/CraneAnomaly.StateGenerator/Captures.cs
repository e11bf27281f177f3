using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CraneAnomaly.StateGenerator;

/// <summary>
/// Which parameters of a primary constructor are fields: those that a member uses after the object was made. The compiler's
/// symbols do not show them.
/// </summary>
internal static class Captures
{
    /// <summary>The parameters of a type, as it is declared, that the compiler keeps.</summary>
    public static IEnumerable<IParameterSymbol> Of(INamedTypeSymbol type, Compilation compilation, CancellationToken cancellation)
    {
        if (type.IsRecord) yield break;
        var constructor = type.InstanceConstructors.FirstOrDefault(made =>
            made.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax(cancellation) is TypeDeclarationSyntax));
        if (constructor is null) yield break;
        foreach (var parameter in constructor.Parameters)
            if (IsCaptured(type, parameter, compilation, cancellation)) yield return parameter;
    }

    private static bool IsCaptured(
        INamedTypeSymbol type, IParameterSymbol parameter, Compilation compilation, CancellationToken cancellation)
    {
        foreach (var reference in type.DeclaringSyntaxReferences)
        {
            if (reference.GetSyntax(cancellation) is not TypeDeclarationSyntax declaration) continue;
            foreach (var name in declaration.Members.SelectMany(Bodies).SelectMany(body => body.DescendantNodesAndSelf()).OfType<IdentifierNameSyntax>())
            {
                if (name.Identifier.ValueText != parameter.Name) continue;
                var model = compilation.GetSemanticModel(name.SyntaxTree);
                if (SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name, cancellation).Symbol, parameter)) return true;
            }
        }

        return false;
    }

    // What runs while the object is made uses the parameter itself.
    private static IEnumerable<SyntaxNode> Bodies(MemberDeclarationSyntax member) => member switch
    {
        BaseTypeDeclarationSyntax or BaseFieldDeclarationSyntax or DelegateDeclarationSyntax => [],
        PropertyDeclarationSyntax property => new SyntaxNode?[] { property.AccessorList, property.ExpressionBody }.OfType<SyntaxNode>(),
        _ => [member],
    };
}
