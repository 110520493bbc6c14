// The elements that these parts are made of; in an extension its own target brings them.
import '@shopify/ui-extensions/purchase.thank-you.block.render';
